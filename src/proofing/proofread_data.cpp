#include "proofing/proofread_data.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/proofing.h"
#include "proofing/characters.h"
#include "proofing/text_rules.h"

#include <algorithm>
#include <map>

namespace gongwen::proofing {
namespace {

/// Of each message: a habit of the writer is clear from these.
constexpr int kMostOfOne = 50;

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

class DataProof {
 public:
  explicit DataProof(diagnostics::DiagnosticSink& sink) : sink_(sink) {}

  /// As deep as the data, which its reader bounds.
  void check(const data::Value& value) {
    if (value.is_string()) {
      check_line_feed(value);
      if (!is_ascii(value.string())) check_lines(value);
      return;
    }
    if (value.type() != data::ValueType::Array && value.type() != data::ValueType::Object) return;
    for (std::size_t i = 0; i < value.size(); ++i) check(value.at(i));
  }

 private:
  /// Names and the like; what is longer may be written in paragraphs.
  void check_line_feed(const data::Value& value) {
    constexpr std::size_t kShortText = 20;
    const std::string_view text = value.string();
    const std::size_t feed = text.find('\n');
    if (feed == std::string_view::npos || base::count_code_points(text) > kShortText) return;
    std::string shown(text);
    std::replace(shown.begin(), shown.end(), '\n', ' ');
    sink_.report(diagnostics::messages::ProofingLineFeed, diagnostics::Origin{{}, value.place()}, shown);
  }

  void check_lines(const data::Value& value) {
    const std::u32string text = base::to_utf32(value.string());
    const auto report = [&](diagnostics::DiagnosticId id, std::size_t, std::u32string_view found,
                            std::u32string_view expected) {
      if (++counts_[diagnostics::catalogue_entry(id).id] > kMostOfOne) return;
      sink_.report(id, diagnostics::Origin{{}, value.place()}, base::to_utf8(found), base::to_utf8(expected), "", "");
    };
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(U'\n', begin), text.size());
      check_text({std::u32string_view(text).substr(begin, end - begin), report});
      begin = end + 1;
    }
  }

  diagnostics::DiagnosticSink& sink_;
  std::map<std::string_view, int> counts_;  // by the message's id
};

}  // namespace

void proofread_data(const data::Value& root, diagnostics::DiagnosticSink& sink) { DataProof(sink).check(root); }

}  // namespace gongwen::proofing
