"""Quick looks at texts: whether a rule can object to them."""

from converter.native.text cimport Octets

cdef extern from *:
    """
    enum {LETTER = 1, DIGIT = 2, HYPHEN = 4, SYMBOL = 8};
    #define L LETTER
    #define D DIGIT
    #define S SYMBOL
    static const unsigned char IN_ADDRESSES[256] = {
        ['!'] = S, ['#'] = S, ['$'] = S, ['%'] = S, ['&'] = S, [39] = S, ['*'] = S, ['+'] = S, ['-'] = HYPHEN,
        ['/'] = S, ['='] = S, ['?'] = S, ['^'] = S, ['_'] = S, ['`'] = S, ['{'] = S, ['|'] = S, ['}'] = S, ['~'] = S,
        ['0'] = D, D, D, D, D, D, D, D, D, D,
        ['A'] = L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
        ['a'] = L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L
    };
    #undef L
    #undef D
    #undef S
    """
    enum:
        LETTER
        DIGIT
        HYPHEN
    const unsigned char IN_ADDRESSES[256]


cdef inline bint is_plain_address(Octets at, Py_ssize_t size) noexcept:
    """As `validation.email.ordinary`, for an ASCII text that is not empty, of up to LONGEST_ADDRESS characters."""
    cdef Octets end = at + size
    cdef Octets begin = at
    if size > 254:
        return False
    while at < end and at[0] != b"@":
        # a dot stands between two other characters
        if not IN_ADDRESSES[at[0]] and (at[0] != b"." or at == begin or at[-1] == b"." or at[1] == b"@"):
            return False
        at += 1
    return begin < at < end and at - begin <= 64 and _is_plain_domain(at + 1, end)


cdef inline bint _is_plain_domain(Octets at, Octets end) noexcept:
    cdef Octets begin
    cdef int labels = 0, found
    while True:
        begin = at
        found = 0
        while at < end and at[0] != b".":
            if not IN_ADDRESSES[at[0]] & (LETTER | DIGIT | HYPHEN):
                return False
            found |= IN_ADDRESSES[at[0]]
            at += 1
        labels += 1
        if at == begin or at - begin > 63 or begin[0] == b"-" or at[-1] == b"-":
            return False
        if at == end:
            return labels > 1 and found == LETTER and at - begin >= 2
        at += 1
