file(READ ${IN} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${hex}")
# Adjacent literals keep each line short enough for the compiler's limits.
string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f]){1,64})" "\"\\1\"\n" lines "${escaped}")
file(SIZE ${IN} size)
file(WRITE ${OUT} "#include \"embedded/${NAME}.hpp\"\nnamespace rekey::embedded {\nconst std::string_view ${NAME}{\n${lines}\"\", ${size}};\n}\n")
