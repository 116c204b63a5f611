// TextHash: a 128-bit hash (XXH3) that detects changes of texts and files. It does not protect against forgery.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gongwen::resources {

class TextHash {
 public:
  TextHash();
  explicit TextHash(std::string_view text) : TextHash() { add(text); }
  ~TextHash();
  TextHash(const TextHash&) = delete;
  TextHash& operator=(const TextHash&) = delete;

  void add(std::string_view text);
  std::string hexadecimal() const;  // 32 digits
  std::uint64_t short_number() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gongwen::resources
