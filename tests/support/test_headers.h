// The precompiled header of the tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
