// DerivedCache: what was worked out from bytes and would be worked out again from the same bytes, kept in a folder for
// later runs. Nothing depends on it: what is missing, old, cut off or changed is not found, and what cannot be kept is
// not kept, both without a message.
//   if (auto made = cache.find("outlines 1", bytes)) …
//   cache.keep("outlines 1", bytes, made);
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::resources {

class DerivedCache {
 public:
  /// The folder is made with the first thing that is kept, the one above it too, if need be, but only within a folder
  /// of this user. Empty: nothing is kept.
  explicit DerivedCache(std::string folder) : folder_(std::move(folder)) {}

  /// Whether there is a folder, so that it is worth asking.
  bool is_on() const { return !folder_.empty(); }

  /// What was made of `source`; `purpose` names what was made and by which version of the code. Lengths, check sum and
  /// source agree; file and folder are of this user, and nobody else can change them.
  std::optional<std::string> find(std::string_view purpose, std::string_view source) const;
  /// Only in a folder of this user that others cannot write. Of many files the oldest go.
  void keep(std::string_view purpose, std::string_view source, std::string_view made) const;

 private:
  void drop_oldest() const;

  std::string folder_;
  mutable std::atomic<std::size_t> kept_ = 0;  // by this object: documents that all differ do not fill the folder
};

}  // namespace gongwen::resources
