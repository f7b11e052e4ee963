"""The reference: pages, tables and the editor's schema, made of the declarations that the program itself reads."""
