"""Columns whose values are a few objects over and over: `converter.passwords.inventory`."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.object cimport PyObject

cdef enum:
    # a number has a byte
    MOST_KINDS = 256


def numbered(list values, /):
    """The objects in a list, each once, and for each place the number of its object; None where they are too many."""
    cdef Py_ssize_t place, count = PyList_GET_SIZE(values)
    cdef int number, known = 0
    cdef bytes octets = PyBytes_FromStringAndSize(NULL, count)
    cdef unsigned char *numbers = <unsigned char *>PyBytes_AS_STRING(octets)
    cdef PyObject *objects[MOST_KINDS]
    cdef PyObject *value
    for place in range(count):
        value = <PyObject *>PyList_GET_ITEM(values, place)
        number = 0
        while number < known and objects[number] != value:
            number += 1
        if number == known:
            if known == MOST_KINDS:
                return None
            objects[known] = value
            known += 1
        numbers[place] = <unsigned char>number
    return [<object>objects[number] for number in range(known)], octets
