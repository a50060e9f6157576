"""What a self-check says, and the names of the files it leaves: code → (Chinese, English); said as ``selfcheck.CODE``."""

from __future__ import annotations

from typing import Final

SELF_CHECK: Final[dict[str, tuple[str, str]]] = {
    # The files beside what was checked.
    "file.result": ("自评结果", "self-check result"),
    "file.result-of": ("自评结果（{pack}）", "self-check result ({pack})"),
    "file.problems": ("问题", "problems"),
    "file.marked": ("{name}（问题已标注）", "{name} (marked)"),
    # On the screen.
    "how": (
        "请把填好的自评表，或者放着全部材料的文件夹，拖到“自评.bat”上；在命令行里：gongti self-check 文件或文件夹",
        "Give the filled workbook, or the folder of all the files: gongti self-check PATH",
    ),
    "wait": ("正在自评，请稍候……", "Checking, one moment…"),
    "result": ("自评结果写在：{path}", "The result is in: {path}"),
    "problems": ("有要先改的地方，写在：{path}", "Something must be mended first, see: {path}"),
    "cannot-write": (
        "不能在“{folder}”里写文件。请把材料复制到桌面，再拖一次",
        "Nothing can be written in “{folder}”. Copy the files to another folder and try again",
    ),
    # The file of problems.
    "title": ("有 {count} 处要先改", "{count} to be mended first"),
    "then": (
        "照下面逐条改好、保存，再拖一次（或者再运行一次）。改好之前没有自评结果。",
        "Mend each of these, save, and run the self-check again. Until then there is no result.",
    ),
    "marked": (
        "“{name}”是标注过的副本：错的格子涂了颜色，批注里写着原因。请照着改原来的文件。",
        "“{name}” is a marked copy: wrong cells are coloured, a comment says why. Mend the file it was made from.",
    ),
    "errors": ("要先改的", "To be mended"),
    "others": ("请留意（不改也能评）", "To be looked at (nothing waits for these)"),
}
