// PackedText: a long text for an entry of an archive, compressed while it is written.
#pragma once

#include "package/zip_writer.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::book {

class PackedText {
 public:
  void add(std::string_view text) {
    waiting_ += text;
    if (waiting_.size() >= kBlock) pack();
  }
  /// Text can be appended here; call `pack_if_long` afterwards.
  std::string& waiting() { return waiting_; }
  void pack_if_long() {
    if (waiting_.size() >= kBlock) pack();
  }
  void end();
  /// Call after `end`. The name and this object must outlive the entry, which refers to the bytes of the text.
  package::ZipEntry entry(std::string_view name) const { return {name, packed_, length_, check_sum_, true}; }

 private:
  void pack();

  static constexpr std::size_t kBlock = std::size_t{1} << 20;
  std::string waiting_;
  std::string packed_;
  std::size_t length_ = 0;
  std::uint32_t check_sum_ = 0;
};

}  // namespace gongwen::book
