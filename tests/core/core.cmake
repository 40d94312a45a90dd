# The core's own tests: scenarios and properties (tests_core), officers' powers
# (tests_core_powers), random commands (tests_core_random), and mutations
# (tests_core_mutation), which run on a second build of the core in which each guard can be switched off.
file(GLOB kit CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/kit/*.cpp)
function(onestop_core_kit name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${kit} ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/tests/core ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${name} PRIVATE ONESTOP_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE onestop_flags)
endfunction()

onestop_core_kit(onestop_core_kit LINK onestop_wire)
onestop_tests(core LINK onestop_core_kit)

# The officer-power matrix needs the posts and the commands alone, not the rest of the kit.
add_library(onestop_core_world STATIC ${CMAKE_CURRENT_LIST_DIR}/kit/world.cpp ${CMAKE_CURRENT_LIST_DIR}/kit/act_commands.cpp)
target_include_directories(onestop_core_world PUBLIC ${PROJECT_SOURCE_DIR}/tests/core ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(onestop_core_world PRIVATE ONESTOP_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(onestop_core_world PUBLIC onestop_wire PRIVATE onestop_flags)
onestop_tests(core/powers LINK onestop_core_world)

if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/random/random_main.cpp)
  add_executable(tests_core_random ${CMAKE_CURRENT_LIST_DIR}/random/random_main.cpp)
  target_link_libraries(tests_core_random PRIVATE onestop_core_kit onestop_flags)
  add_test(NAME core/random COMMAND tests_core_random)
endif()

file(GLOB_RECURSE mutable_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/core/*.cpp)
foreach(part events shift_events fields law_yaml post_yaml yaml_fields yaml_tree)
  list(APPEND mutable_sources ${PROJECT_SOURCE_DIR}/src/wire/${part}.cpp)
endforeach()
onestop_core_kit(onestop_core_mutable SOURCES ${mutable_sources} LINK onestop_base Boost::json yaml-cpp)
target_compile_definitions(onestop_core_mutable PUBLIC ONESTOP_MUTATION _GLIBCXX_ASSERTIONS)
onestop_tests(core/mutation LINK onestop_core_mutable)

# Rights: cases by hand against rights/korday.yaml.
add_executable(tests_core_rights ${CMAKE_CURRENT_LIST_DIR}/rights/cases.cpp ${CMAKE_CURRENT_LIST_DIR}/rights/rights_matrix_test.cpp)
target_include_directories(tests_core_rights PRIVATE ${PROJECT_SOURCE_DIR}/tests/core)
target_link_libraries(tests_core_rights PRIVATE onestop_wire GTest::gtest GTest::gtest_main onestop_flags)
target_compile_definitions(tests_core_rights PRIVATE ONESTOP_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
add_test(NAME core/rights COMMAND tests_core_rights)
