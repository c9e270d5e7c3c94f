file(READ ${IN} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
file(SIZE ${IN} size)
file(WRITE ${OUT} "#include \"embedded/${NAME}.hpp\"\nnamespace rekey::embedded {\nstatic const char kBytes[] = {${bytes}0};\nconst std::string_view ${NAME}{kBytes, ${size}};\n}\n")
