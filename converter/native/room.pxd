"""Memory to put bytes into, which is kept from one block to the next."""

from cpython.mem cimport PyMem_Realloc

cdef struct Room:
    unsigned char *octets
    Py_ssize_t size


cdef inline int make_room(Room *room, Py_ssize_t size) except -1:
    """See to it that so many octets have room; what was there may be gone."""
    cdef unsigned char *octets
    if size > room.size:
        octets = <unsigned char *>PyMem_Realloc(room.octets, size)
        if octets == NULL:
            raise MemoryError
        room.octets, room.size = octets, size
    return 0
