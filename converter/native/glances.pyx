"""Values that are understood at a glance, as nearly all are. None is said of all others: Python decides on them."""

from cpython.dict cimport PyDict_GetItemWithError
from cpython.object cimport PyObject
from libc.string cimport memchr, memcmp, memcpy

from converter.native.base64 cimport base64_length
from converter.native.text cimport Octets, PyUnicode_DATA, PyUnicode_New, PyUnicode_Substring, ascii, is_digit

cdef enum:
    LONGEST_LABEL = 16
    LONGEST_PART = 999

cdef extern from *:
    """
    static const unsigned char DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char HEX[256] = {
        ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7',
        ['8'] = '8', ['9'] = '9', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f',
        ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f'
    };
    """
    const unsigned char DAYS[12]
    const char HEX[256]


def plain_time(text, /):
    """As `directory.times.plain_time`."""
    cdef Py_ssize_t size = 0, place
    cdef Octets at = ascii(text, &size)
    cdef const char *form = b"0000-00-00T00:00:00Z"
    cdef char *put
    if at == NULL or not _is_plain_time(at, size):
        return None
    made = PyUnicode_New(20, 127)
    put = <char *>PyUnicode_DATA(made)
    memcpy(put, form, 20)
    for place in range(14):
        put[place + (place >= 4) + (place >= 6) + (place >= 8) + (place >= 10) + (place >= 12)] = at[place]
    return made


cdef bint _is_plain_time(Octets at, Py_ssize_t size) noexcept:
    cdef int place, century, month, day
    if size == 15:
        if at[14] != b"Z" and at[14] != b"z":
            return False
    elif size != 17 or memcmp(at + 14, b".0Z", 3):
        return False
    for place in range(14):
        if not is_digit(at[place]):
            return False
    century, month, day = _number(at), _number(at + 4), _number(at + 6)
    if not 19 <= century <= 20 or not 1 <= month <= 12 or not 1 <= day <= DAYS[month - 1]:
        return False
    return _number(at + 8) < 24 and _number(at + 10) < 60 and _number(at + 12) < 60


cdef inline int _number(Octets at) noexcept:
    return (at[0] - 48) * 10 + at[1] - 48


def plain_guid(text, /):
    """As `directory.identifiers.plain_guid`; it knows the digits with dashes between them as well."""
    cdef Py_ssize_t size = 0
    cdef int place
    cdef Octets at = ascii(text, &size)
    cdef char *put
    cdef char digit
    if at == NULL or size != 32 and size != 36:
        return None
    made = PyUnicode_New(36, 127)
    put = <char *>PyUnicode_DATA(made)
    for place in range(36):
        if place == 8 or place == 13 or place == 18 or place == 23:
            put[place] = b"-"
            if size == 36:
                if at[0] != b"-":
                    return None
                at += 1
            continue
        digit = HEX[at[0]]
        if digit == 0:
            return None
        put[place] = digit
        at += 1
    return made


def results(remembered, list texts, /):
    """As `expressions.codegen.remembered.results`."""
    cdef PyObject *known
    cdef list found = []
    for text in texts:
        known = PyDict_GetItemWithError(remembered, text)
        result = <object>known if known != NULL else remembered[text]
        if result is not None:
            found.append(result)
    return found


cdef class LdapValues:
    """Stored passwords with a label of RFC 2307.

    `known` gives, for what stands before a label's closing brace, the fewest and the most octets behind it and a
    description; None for other texts.
    """

    cdef object _known

    def __init__(self, known):
        self._known = known

    def described(self, text, /):
        """As `passwords.shortcut.plain_ldap`."""
        cdef Py_ssize_t size = 0, label, octets
        cdef Octets at = ascii(text, &size)
        cdef Octets brace
        if at == NULL or size == 0 or at[0] != b"{":
            return None
        brace = <Octets>memchr(at, b"}", min(size, LONGEST_LABEL))
        if brace == NULL:
            return None
        label = brace - at
        octets = base64_length(brace + 1, size - label - 1)
        if octets < 0:
            return None
        known = self._known[PyUnicode_Substring(text, 0, label)]
        if known is None:
            return None
        fewest, most, description = known
        return description if fewest <= octets <= most else None


cdef class Words:
    """Joins texts as the function `words` does, which is given what is not plain."""

    cdef object _words

    def __init__(self, words):
        self._words = words

    def joined(self, first, second=None, third=None, /):
        """As `expressions.functions.text.words`, for up to three values."""
        cdef str one = _part(first), two = _part(second), three = _part(third)
        if one is None or two is None or three is None:
            return self._words(first, second, third)
        if three:
            return f"{one} {two} {three}" if one and two else self._words(one, two, three)
        return f"{one} {two}" if one and two else one or two or None


cdef str _part(value):
    """The text that there is, in a list of its own or not, "" for none; None where it is not plain."""
    cdef str text
    if type(value) is list and len(<list>value) <= 1:
        value = (<list>value)[0] if <list>value else None
    if value is None:
        return ""
    if type(value) is not str:
        return None
    text = value
    if text and (len(text) > LONGEST_PART or text[0].isspace() or text[-1].isspace()):
        return None
    return text
