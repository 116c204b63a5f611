// PartsWriter and PartsReader: facts about a PDF as text between the reader program and this one: numbers ending with a
// blank, texts after their length. Reading checks every length and number, since the other side may be compromised.
#pragma once

#include "base/format.h"
#include "intake/signable_pdf.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::intake {

/// Writes numbers and texts one after the other: `12 ` and `5 hello`.
class PartsWriter {
 public:
  void number(std::uint64_t value) { out_ += std::to_string(value) + " "; }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  void part(const PdfPart& part) {
    number(part.number);
    number(part.entries.size());
    for (const PdfEntry& entry : part.entries) {
      text(entry.key);
      text(entry.value);
    }
  }
  void real(double value) { text(fmt::format("{}", value)); }
  void box(const std::array<double, 4>& box) {
    for (const double side : box) real(side);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads what PartsWriter writes. Anything missing or wrong makes the whole text invalid; further reads then return
/// empty values.
class PartsReader {
 public:
  explicit PartsReader(std::string_view text) : text_(text) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (!sound_ || error != std::errc() || end == text_.data() + text_.size() || *end != ' ') return fail();
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()) + 1);
    return value;
  }
  std::uint32_t small() {
    const std::uint64_t value = number();
    return value <= UINT32_MAX / 2 ? static_cast<std::uint32_t>(value) : static_cast<std::uint32_t>(fail());
  }
  std::string text() {
    const std::uint64_t size = number();
    if (!sound_ || size > text_.size()) return (fail(), std::string());
    std::string value(text_.substr(0, static_cast<std::size_t>(size)));
    text_.remove_prefix(static_cast<std::size_t>(size));
    return value;
  }
  /// The length of a list. No list can have more items than there are bytes left, so memory stays bounded.
  std::size_t count() {
    const std::uint64_t value = number();
    return static_cast<std::size_t>(value <= text_.size() ? value : fail());
  }
  PdfPart part() {
    PdfPart part{small(), {}};
    const std::size_t size = count();
    for (std::size_t i = 0; i < size && sound_; ++i) {
      std::string key = text();
      part.entries.push_back({std::move(key), text()});
    }
    return part;
  }
  std::array<double, 4> box() {
    std::array<double, 4> box{};
    for (double& side : box) side = real();
    return box;
  }
  /// Reads a length or a part of a matrix; values beyond the limit cannot occur on a page.
  double real() {
    const std::string written = text();
    double value = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    const bool is_sound = error == std::errc() && end == written.data() + written.size() && value > -1e6 && value < 1e6;
    return is_sound ? value : static_cast<double>(fail());
  }
  bool is_at_end() const { return sound_ && text_.empty(); }
  bool is_sound() const { return sound_; }

 private:
  std::uint64_t fail() {
    sound_ = false;
    return 0;
  }

  std::string_view text_;
  bool sound_ = true;
};

}  // namespace gongwen::intake
