"""JMESPath expressions: parsed, typed, checked, interpreted and compiled; and the functions they may call."""
