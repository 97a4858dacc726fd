"""The pieces of TwiML that both doors write.

Templates, not a library: a tenth of the time on the hot path. The tests hold every document against the provider's
own library and its schema.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

_NOT_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
"""The reply that says nothing, sends nothing, and ends a call that is still up."""


def response(content: str) -> str:
    """A whole document around verbs."""
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{content}</Response>'


def text(words: str) -> str:
    """Words as the text of an element; characters that XML cannot hold are left out."""
    return escape(_NOT_XML.sub("", words))


def attribute(value: str) -> str:
    """A value as a quoted attribute."""
    return quoteattr(_NOT_XML.sub("", value))
