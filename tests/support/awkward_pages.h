// Awkward pages: documents that are hard to lay out without losing or doubling text: long tables, nested lists, tiny
// pages, words wider than the page, cells that span and split, empty elements; and random mixtures of all of these.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::tests {

struct AwkwardPage {
  std::string name;
  std::string html;
};

/// The pages that were thought of, each for one difficulty.
std::vector<AwkwardPage> awkward_pages();

/// A table of many rows of six cells, `large_…_rows`.
AwkwardPage rows_page(int rows);

/// A mixture: the same number gives the same page on every machine.
AwkwardPage random_page(std::uint32_t number);
/// The same with notes, page floats and running elements.
AwkwardPage random_page_with_areas(std::uint32_t number);

/// The number of the last page to be made: `otherwise`, or GONGWEN_LAST_PAGE, for longer runs.
std::uint32_t last_page(std::uint32_t otherwise);

}  // namespace gongwen::tests
