// Pages of flex containers and of grids in containers, made from a number: items of all kinds, sizes, spans and breaks,
// on small pages.
#pragma once

#include "support/awkward_pages.h"

namespace gongwen::tests {

/// The same number gives the same page on every machine.
AwkwardPage random_flex_page(std::uint32_t number);
AwkwardPage random_grid_page(std::uint32_t number);

/// Flex containers in each other's items, `depth` deep, rows and columns by turns.
AwkwardPage nested_flex_page(int depth);

}  // namespace gongwen::tests
