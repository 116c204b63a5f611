// Profile: the numbers of a style of documents that a laid-out document is held against.
#pragma once

#include <string_view>

namespace gongwen::proofing {

struct Profile {
  std::string_view name;
  int characters = 0;  // Han characters a full line
  int lines = 0;       // lines a full page
  // The type area, in mm; 0: not prescribed.
  double top = 0;
  double inner = 0;
  double width = 0;
  double height = 0;
  bool is_official = false;  // GB/T 9704-2012: seals, 版记, text on the first page
};

/// The profile `gbt9704` or `tc260-plain`; null for other names.
const Profile* find_profile(std::string_view name);

/// The names of all profiles, with commas between them.
std::string_view profile_names();

}  // namespace gongwen::proofing
