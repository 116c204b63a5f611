#include "proofing/profile.h"

#include <algorithm>
#include <array>

namespace gongwen::proofing {
namespace {

constexpr std::array kProfiles{
    // GB/T 9704-2012 5.2
    Profile{"gbt9704", 28, 22, 37, 28, 156, 225, true},
    Profile{"tc260-plain", 26, 22, 0, 0, 0, 0, false},
};

}  // namespace

const Profile* find_profile(std::string_view name) {
  const auto found =
      std::find_if(kProfiles.begin(), kProfiles.end(), [&](const Profile& profile) { return profile.name == name; });
  return found == kProfiles.end() ? nullptr : &*found;
}

std::string_view profile_names() { return "gbt9704, tc260-plain"; }

}  // namespace gongwen::proofing
