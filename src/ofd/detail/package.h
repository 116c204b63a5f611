// Package: the files of an OFD document, compressed as they come, put together at the end with OFD.xml first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ofd {

class Package {
 public:
  /// Compressed.
  void add(std::string name, std::string_view bytes);
  /// Pictures, which are compressed themselves.
  void add_stored(std::string name, std::string bytes);
  /// Compressed already, in zlib format.
  void add_packed(std::string name, std::string zlib, std::size_t length, std::uint32_t check_sum);

  /// 32 hexadecimal digits that only the same files give.
  std::string identifier() const;
  /// The archive; `root` is OFD.xml.
  std::string finish(std::string_view root);

 private:
  struct Part {
    std::string name;
    std::string bytes;  // stored, or in zlib format
    std::size_t length = 0;
    std::uint32_t check_sum = 0;
    bool is_packed = false;
  };
  std::vector<Part> parts_;
};

}  // namespace gongwen::ofd
