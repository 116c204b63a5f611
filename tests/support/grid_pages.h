// Pages of grid containers in containers, made from a number: tracks, spans and breaks of all kinds, on small pages.
#pragma once

#include "support/awkward_pages.h"

namespace gongwen::tests {

/// The same number gives the same page on every machine.
AwkwardPage random_grid_page(std::uint32_t number);

}  // namespace gongwen::tests
