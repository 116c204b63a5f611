// Values in the XML of OFD (GB/T 33190-2016, chapter 7): lists of numbers, boxes, matrices, path data. Functions return
// nullopt for anything that cannot be read; callers report it with its place.
#pragma once

#include "base/path.h"
#include "ofd/ofd_check/part_contents.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::show {

using ofd_check::Element;

/// In mm.
struct Box {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

/// The value of an attribute; empty if it is missing.
std::string_view value_of(const Element& element, std::string_view attribute);

/// A finite number between -10^7 and 10^7.
std::optional<double> read_number(std::string_view text);
std::optional<std::uint32_t> read_whole(std::string_view text);
/// Returns the meaning of `true`, `1`, `false`, `0`; `otherwise` for anything else.
bool read_flag(std::string_view text, bool otherwise);

/// Returns numbers separated by spaces or commas; nullopt if there is anything else among them, or if they are more
/// than `most`.
std::optional<std::vector<double>> read_numbers(std::string_view text, std::size_t most = 100'000);
std::optional<Box> read_box(std::string_view text);
std::optional<base::Transform> read_matrix(std::string_view text);
/// Distances between characters, in which `g 3 5.6` stands for `5.6 5.6 5.6` (11.3).
std::optional<std::vector<double>> read_steps(std::string_view text, std::size_t most);
/// Path data (9.1): S and M move, L, Q, B, A draw, C closes.
std::optional<base::Path> read_path_data(std::string_view text);

}  // namespace gongwen::show
