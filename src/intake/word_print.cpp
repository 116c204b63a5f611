#include "intake/word_print.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "forms/word_names.h"
#include "intake/detail/xlsx_beside.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMostNotices = 200;

/// Finds the texts that the file has more often than the form prints them. Among equal ones, first those that do not
/// follow the same text as on the form, then the last ones.
std::vector<bool> surplus_texts(const std::vector<RawField>& texts, const std::vector<std::string>& in_order,
                                const std::vector<bool>& free) {
  std::vector<bool> surplus(texts.size());
  if (in_order.empty()) return surplus;
  std::map<std::string_view, std::size_t> printed;
  std::set<std::pair<std::string_view, std::string_view>> neighbours;
  std::string_view before;
  for (const std::string& text : in_order) {
    ++printed[text];
    neighbours.emplace(before, text);
    before = text;
  }
  std::map<std::string_view, std::vector<std::size_t>> there;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if ((i >= free.size() || !free[i]) && printed.contains(texts[i].shown)) there[texts[i].shown].push_back(i);
  }
  for (auto& [text, places] : there) {
    const std::size_t count = printed[text];
    if (places.size() <= count) continue;
    const auto follows = [&](std::size_t i) {
      const std::string_view previous = i == 0 ? std::string_view() : std::string_view(texts[i - 1].shown);
      return neighbours.contains({previous, texts[i].shown});
    };
    std::stable_partition(places.begin(), places.end(), follows);
    for (std::size_t k = count; k < places.size(); ++k) surplus[places[k]] = true;
  }
  return surplus;
}

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
                        std::set<std::string> required, ReturnedFile& file, const std::vector<std::string>& in_order,
                        const std::vector<bool>& free) {
  const std::vector<bool> surplus = surplus_texts(texts, in_order, free);
  std::size_t reported = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const RawField& text = texts[i];
    required.erase(text.shown);
    const bool is_added = !printed.contains(text.shown) || surplus[i];
    if (is_added && ++reported <= kMostNotices) report_text_beside(text.place, text.text, file);
  }
  reported = 0;
  const diagnostics::BilingualText where = texts::IntakeTheText;
  for (const std::string& text : required) {
    if (++reported > kMostNotices) break;
    file.report(messages::IntakePrintMissing, {std::string(where.english), std::string(where.chinese), text});
  }
}

}  // namespace gongwen::intake
