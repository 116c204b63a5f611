#include "base/utf8.h"
#include "diagnostics/catalogue/proofing.h"
#include "proofing/detail/characters.h"
#include "proofing/detail/text_rules.h"
#include "proofing/proofread.h"

#include <algorithm>

namespace gongwen::proofing {
namespace {

/// Of each message: a habit of the writer is clear from these.
constexpr int kMaxOfOne = 50;

}  // namespace

void DataProofreader::check(const data::Value& value) {
  if (value.is_string()) {
    check_line_feed(value);
    if (may_break_rules(value.string())) check_lines(value);
    return;
  }
  if (value.type() != data::ValueType::Array && value.type() != data::ValueType::Object) return;
  for (std::size_t i = 0; i < value.size(); ++i) check(value.at(i));
}

/// Names and the like; what is longer may be written in paragraphs.
void DataProofreader::check_line_feed(const data::Value& value) {
  constexpr std::size_t kShortText = 20;
  constexpr std::size_t kMaxBytes = kShortText * 4;
  const std::string_view text = value.string();
  if (text.size() > kMaxBytes || text.find('\n') == std::string_view::npos) return;
  if (base::count_code_points(text) > kShortText) return;
  std::string shown(text);
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  report(diagnostics::messages::ProofingLineFeed, value, {std::move(shown)});
}

void DataProofreader::check_lines(const data::Value& value) {
  const std::u32string text = base::to_utf32(value.string());
  const auto report_line = [&](diagnostics::DiagnosticId id, std::size_t, std::u32string_view found,
                               std::u32string_view expected) {
    report(id, value, {base::to_utf8(found), base::to_utf8(expected), "", ""});
  };
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(U'\n', begin), text.size());
    check_text({std::u32string_view(text).substr(begin, end - begin), report_line});
    begin = end + 1;
  }
}

void DataProofreader::report(diagnostics::DiagnosticId id, const data::Value& value,
                             std::vector<std::string> arguments) {
  int& count = counts_[diagnostics::catalogue_entry(id).id];
  if (count < kMaxOfOne) {
    ++count;
    report_(id, value, std::move(arguments));
  }
}

void proofread_data(const data::Value& root, diagnostics::DiagnosticSink& sink) {
  DataProofreader([&](diagnostics::DiagnosticId id, const data::Value& value, std::vector<std::string> arguments) {
    sink.add({id, diagnostics::catalogue_entry(id).severity, {{}, value.place()}, std::move(arguments), {}});
  }).check(root);
}

}  // namespace gongwen::proofing
