#include "app/program.hpp"

int main(int argc, char** argv) { return rekey::cli::run(argc, argv, rekey::app::make_program()); }
