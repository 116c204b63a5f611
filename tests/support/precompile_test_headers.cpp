// The source that the precompiled header of the tests is built with: test_main.cpp must not use it.
