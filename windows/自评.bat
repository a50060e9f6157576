@echo off
rem Takes the workbooks or folders dropped on it; Gongti puts what it found beside the first of them and opens it.
rem
rem Encoding. cmd reads this file in the machine's own code page, on a Chinese Windows 936 (GBK), so this file is GBK
rem and holds Chinese only in the one line that must speak before Python can. It sets no code page: paths never
rem pass through one. cmd takes and hands on its arguments as Unicode, whatever names the folders have, and Python
rem writes Unicode to the console.
rem
rem Arguments. %%* is the line as Explorer wrote it: each path that has a space in quotes, as many as were dropped.
rem (%%1, %%2 would break names at commas, equals signs and semicolons.) Nothing is expanded twice, so ! and %% in names
rem are only characters.
setlocal
if not exist "%~dp0python\python.exe" (
  echo 请先把压缩包整个解压到一个文件夹，再用里面的自评.bat。
  pause
  exit 2
)
"%~dp0python\python.exe" -X utf8 -m gongti self-check %*
set status=%errorlevel%
rem The window stays where there is something to read.
if not "%status%"=="0" pause
rem exit, not exit /b: Explorer does not quote a name that has an ampersand but no space, and cmd takes what follows
rem the ampersand for a command of its own, to be run after this file. It must never be.
exit %status%
