#include "intake/word_print.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/xlsx_beside.h"

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMostNotices = 200;

}  // namespace

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
