#include "intake/word_print.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "forms/word_names.h"
#include "intake/detail/xlsx_beside.h"

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMostNotices = 200;

}  // namespace

bool is_repetition(std::string_view text, std::string_view of) {
  if (of.empty() || text.size() < 2 * of.size() || text.size() % of.size() != 0) return false;
  for (; !text.empty(); text.remove_prefix(of.size())) {
    if (!text.starts_with(of)) return false;
  }
  return true;
}

bool is_repeated_placeholder(std::string_view text) {
  for (std::size_t size = 1; 2 * size <= text.size(); ++size) {
    const std::string_view part = text.substr(0, size);
    if (is_repetition(text, part)) return forms::is_word_placeholder(part);
  }
  return false;
}

void compare_word_texts(const std::vector<RawField>& texts, const std::set<std::string>& printed,
                        std::set<std::string> required, ReturnedFile& file) {
  std::size_t reported = 0;
  for (const RawField& text : texts) {
    required.erase(text.shown);
    if (!printed.contains(text.shown) && ++reported <= kMostNotices) report_text_beside(text.place, text.text, file);
  }
  reported = 0;
  const diagnostics::BilingualText where = texts::IntakeTheText;
  for (const std::string& text : required) {
    if (++reported > kMostNotices) break;
    file.report(messages::IntakePrintMissing, {std::string(where.english), std::string(where.chinese), text});
  }
}

}  // namespace gongwen::intake
