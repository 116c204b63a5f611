// The precompiled header of the tests.
#pragma once

#include "support/printers.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
