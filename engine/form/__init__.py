"""The form a clerk fills: takes packs, a register and what is known, gives workbooks."""

from gongti.engine.form.layout import forms
from gongti.engine.form.making import Given
from gongti.engine.form.model import Form
from gongti.engine.form.sources import given_of, register_of
from gongti.engine.form.write import WriterMissing, written

__all__ = ["Form", "Given", "WriterMissing", "forms", "given_of", "register_of", "written"]
