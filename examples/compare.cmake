# Runs a program and compares what it prints with a file.
#
# usage: cmake -DEXPECTED=FILE -P compare.cmake -- PROGRAM [ARGUMENT…]
#
# The program must end well and print the text of FILE. Digests of rule data are left out of the comparison: they
# change with every word of the data and have tests of their own.

set(command)
set(is_command FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(is_command)
    list(APPEND command "${CMAKE_ARGV${i}}")
  elseif("${CMAKE_ARGV${i}}" STREQUAL "--")
    set(is_command TRUE)
  endif()
endforeach()

execute_process(COMMAND ${command} OUTPUT_VARIABLE found ERROR_VARIABLE errors RESULT_VARIABLE code)
string(REGEX REPLACE "(\"rules_sha256\": *)\"[0-9a-f]*\"" "\\1\"…\"" found "${found}")
file(READ "${EXPECTED}" expected)
if(NOT code STREQUAL "0")
  message(FATAL_ERROR "ended with ${code}:\n${found}${errors}")
endif()
if(NOT found STREQUAL expected)
  message(FATAL_ERROR "printed:\n${found}${errors}\n--- expected, from ${EXPECTED}:\n${expected}")
endif()
