"""JSON texts, many together: `converter.sinks.texts`."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_CheckExact, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.long cimport PyLong_AsLongLongAndOverflow, PyLong_CheckExact
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint64_t
from libc.string cimport memcpy

from converter.native.json cimport MOST_EACH, QUOTES, write_text
from converter.native.text cimport PyUnicode_CheckExact, PyUnicode_GET_LENGTH

cdef enum:
    # of an integer of 64 bits
    MOST_DIGITS = 19
    COMMA = 1


def joined(list texts, /):
    """Texts with a comma between each two, and where each ends with the comma behind it, in 64 bits each."""
    cdef Py_ssize_t number, size, count = PyList_GET_SIZE(texts)
    cdef bytes ends = PyBytes_FromStringAndSize(NULL, count * sizeof(uint64_t)), octets
    cdef uint64_t *end = <uint64_t *>PyBytes_AS_STRING(ends)
    cdef uint64_t behind = 0
    cdef char *put
    cdef object text
    for number in range(count):
        text = <object>PyList_GET_ITEM(texts, number)
        if not PyBytes_CheckExact(text):
            raise TypeError("texts are bytes")
        behind += PyBytes_GET_SIZE(text) + COMMA
        end[number] = behind
    if count == 0:
        return b"", b""
    octets = PyBytes_FromStringAndSize(NULL, behind - COMMA)
    put = PyBytes_AS_STRING(octets)
    for number in range(count):
        text = <object>PyList_GET_ITEM(texts, number)
        size = PyBytes_GET_SIZE(text)
        memcpy(put, PyBytes_AS_STRING(text), size)
        put += size
        if number < count - 1:
            put[0] = b","
            put += COMMA
    return octets, ends


def written(list values, /):
    """As `joined`, the JSON of texts and of numbers that are not negative; None where there is anything else."""
    cdef Py_ssize_t number, most = 0, count = PyList_GET_SIZE(values)
    cdef bytes ends = PyBytes_FromStringAndSize(NULL, count * sizeof(uint64_t))
    cdef uint64_t *end = <uint64_t *>PyBytes_AS_STRING(ends)
    cdef unsigned char *room
    cdef unsigned char *put
    cdef object value
    for number in range(count):
        value = <object>PyList_GET_ITEM(values, number)
        most += (PyUnicode_GET_LENGTH(value) * MOST_EACH + QUOTES if PyUnicode_CheckExact(value) else MOST_DIGITS) + COMMA
    room = <unsigned char *>PyMem_Malloc(most)
    if room == NULL:
        raise MemoryError
    put = room
    try:
        for number in range(count):
            value = <object>PyList_GET_ITEM(values, number)
            put = write_text(value, put, room + most) if PyUnicode_CheckExact(value) else _number(value, put)
            if put == NULL:
                return None
            put[0] = b","
            put += COMMA
            end[number] = put - room
        return PyBytes_FromStringAndSize(<const char *>room, put - room - (COMMA if count else 0)), ends
    finally:
        PyMem_Free(room)


cdef unsigned char *_number(object value, unsigned char *put) except? NULL:
    cdef int overflow = 0, place = MOST_DIGITS
    cdef long long number = -1
    cdef uint64_t rest
    cdef unsigned char digits[MOST_DIGITS]
    if PyLong_CheckExact(value):
        number = PyLong_AsLongLongAndOverflow(value, &overflow)
    if number < 0 or overflow:
        return NULL
    rest = <uint64_t>number
    while place == MOST_DIGITS or rest:
        place -= 1
        digits[place] = <unsigned char>(48 + rest % 10)
        rest //= 10
    memcpy(put, digits + place, MOST_DIGITS - place)
    return put + MOST_DIGITS - place
