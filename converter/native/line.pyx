"""A user as a line of JSON, written from the values of its fields, with a quick look at each.

What is not plainly fit gives no line: Python makes the user then, and judges it.
"""

from cython cimport final

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.tuple cimport PyTuple_GET_ITEM
from libc.string cimport memcmp, memcpy

from converter.native.json cimport write_text
from converter.native.looks cimport is_plain_address
from converter.native.text cimport Octets, PyUnicode_CheckExact, PyUnicode_GET_LENGTH, ascii

cdef enum Kind:
    VALUE
    CONSTANT
    OPEN
    CLOSE

cdef struct Piece:
    const char *text
    Py_ssize_t size

cdef struct Step:
    Kind kind
    Piece before
    Piece behind
    # must the value be a text, may it be absent, has it to be an address?
    bint plain, optional, address
    # characters it has at most
    Py_ssize_t most
    # by character whether a text may hold it, NULL where it may hold any; how it has to begin, and must not
    const char *allowed
    Piece beginning, never
    # of what is closed: where it was opened
    int opened
    Py_ssize_t place

_KINDS = {"value": VALUE, "constant": CONSTANT, "open": OPEN, "close": CLOSE}


@final
cdef class Line:
    """Writes lines of `most` bytes at most. `steps` are those of `mapping.emit_line`, which says what they mean."""

    cdef Step *_steps
    cdef int _count
    cdef Py_ssize_t _values
    cdef unsigned char *_room
    cdef unsigned char *_end
    cdef list _kept

    def __cinit__(self, steps, Py_ssize_t most):
        cdef list opened = []
        cdef Step *step
        self._kept = []
        self._room = <unsigned char *>PyMem_Malloc(most)
        self._steps = <Step *>PyMem_Malloc(len(steps) * sizeof(Step))
        if self._room == NULL or self._steps == NULL:
            raise MemoryError
        self._end = self._room + most
        for kind, before, behind, look in steps:
            step = &self._steps[self._count]
            step.kind = _KINDS[kind]
            step.before, step.behind = self._piece(before), self._piece(behind)
            if step.kind == OPEN:
                opened.append(self._count)
            elif step.kind == CLOSE:
                step.opened = opened.pop()
            elif step.kind == VALUE:
                self._values += 1
                self._look(step, look)
            self._count += 1

    def __dealloc__(self):
        PyMem_Free(self._steps)
        PyMem_Free(self._room)

    cdef Piece _piece(self, bytes text):
        self._kept.append(text)
        return Piece(text=text, size=len(text))

    cdef _look(self, Step *step, look):
        step.plain, step.optional, step.address, step.allowed = look is not None, True, False, NULL
        if look is None:
            return
        step.optional, step.address, step.most = look.optional, look.address, look.most
        step.beginning, step.never = self._piece(look.beginning.encode()), self._piece(look.never.encode())
        if look.table:
            step.allowed = self._piece(look.table).text

    def text(self, tuple values, /):
        """The line of these values in the order of the steps; None where one is not fit, or the line too long."""
        cdef Py_ssize_t number = 0
        cdef int place
        cdef Step *step
        cdef unsigned char *put = self._room
        if len(values) != self._values:
            raise ValueError("there is a value for each step that wants one")
        for place in range(self._count):
            step = &self._steps[place]
            if step.kind == VALUE:
                put = self._value(step, <object>PyTuple_GET_ITEM(values, number), put)
                number += 1
            elif step.kind == CONSTANT:
                put = self._piece_written(&step.before, put)
            elif step.kind == OPEN:
                step.place = put - self._room
                put = self._piece_written(&step.before, put)
            else:
                put = self._closed(step, put)
            if put == NULL:
                return None
        return PyBytes_FromStringAndSize(<const char *>self._room, put - self._room)

    cdef unsigned char *_piece_written(self, const Piece *piece, unsigned char *put) noexcept:
        """Write a member's beginning, without its comma where it is the first one; NULL where it has no room."""
        cdef bint first = put == self._room or put[-1] == b"{" or put[-1] == b"["
        if self._end - put < piece.size:
            return NULL
        memcpy(put, piece.text + first, piece.size - first)
        return put + piece.size - first

    cdef unsigned char *_closed(self, Step *step, unsigned char *put) noexcept:
        """End what was opened, or take it back if there is nothing in it."""
        if put[-1] == b"{" or put[-1] == b"[":
            return self._room + self._steps[step.opened].place
        return self._ended(step, put)

    cdef unsigned char *_ended(self, const Step *step, unsigned char *put) noexcept:
        if step.behind.size == 0:
            return put
        if self._end - put < step.behind.size:
            return NULL
        memcpy(put, step.behind.text, step.behind.size)
        return put + step.behind.size

    cdef unsigned char *_value(self, const Step *step, object value, unsigned char *put) noexcept:
        """Write a value, if it is there; NULL where it is not fit."""
        cdef bint text = PyUnicode_CheckExact(value)
        if value is None or text and PyUnicode_GET_LENGTH(value) == 0:
            return put if step.optional else NULL
        if step.plain and not (text and _is_fit(step, value)):
            return NULL
        put = self._piece_written(&step.before, put)
        if put == NULL:
            return NULL
        put = write_text(value, put, self._end) if text else self._other(value, put)
        return self._ended(step, put) if put != NULL else NULL

    cdef unsigned char *_other(self, object value, unsigned char *put) noexcept:
        """Write what is no text: true, false, or a list of texts."""
        cdef Piece truth
        if type(value) is list:
            return self._texts(<list>value, put)
        if value is True:
            truth = Piece(text=b"true", size=4)
        elif value is False:
            truth = Piece(text=b"false", size=5)
        else:
            return NULL
        if self._end - put < truth.size:
            return NULL
        memcpy(put, truth.text, truth.size)
        return put + truth.size

    cdef unsigned char *_texts(self, list texts, unsigned char *put) noexcept:
        cdef Py_ssize_t number
        cdef object text
        if self._end - put < 2:
            return NULL
        put[0] = b"["
        put += 1
        for number in range(PyList_GET_SIZE(texts)):
            text = <object>PyList_GET_ITEM(texts, number)
            if not PyUnicode_CheckExact(text):
                return NULL
            put = write_text(text, put, self._end)
            if put == NULL or put == self._end:
                return NULL
            put[0] = b","
            put += 1
        put -= put[-1] == b","
        put[0] = b"]"
        return put + 1


cdef bint _is_fit(const Step *step, object text) noexcept:
    """Can no rule object to the text?"""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), place
    cdef Octets at
    if size > step.most:
        return False
    if not step.address and step.allowed == NULL:
        return True
    at = ascii(text, &size)
    if at == NULL:
        return False
    if step.address:
        return is_plain_address(at, size)
    if size <= step.beginning.size or memcmp(at, step.beginning.text, step.beginning.size):
        return False
    if step.never.size and size >= step.never.size and memcmp(at, step.never.text, step.never.size) == 0:
        return False
    for place in range(step.beginning.size, size):
        if not step.allowed[at[place]]:
            return False
    return True
