// ClassNames: gives sets of declarations names; equal sets share a name.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gongwen::adopt {

class ClassNames {
 public:
  explicit ClassNames(std::string_view prefix) : prefix_(prefix) {}

  /// The class with these declarations.
  const std::string& name_of(const std::string& css) {
    const auto [at, is_new] = names_.try_emplace(css);
    if (is_new) {
      at->second = prefix_ + std::to_string(names_.size());
      rules_ += "." + at->second + "{" + css + "}\n";
    }
    return at->second;
  }

  const std::string& rules() const { return rules_; }

 private:
  std::string prefix_;
  std::map<std::string, std::string> names_;
  std::string rules_;
};

}  // namespace gongwen::adopt
