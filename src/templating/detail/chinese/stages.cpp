#include "base/ascii.h"
#include "templating/detail/chinese/references.h"

#include <array>
#include <string>

namespace gongwen::templating {
namespace {

struct StageWord {
  std::string_view word;
  IsoStage stage;
};

/// A word that has another in it comes first. Words in Latin letters count by themselves only: the CD of `CDV` does
/// not.
constexpr auto kWords = std::to_array<StageWord>({
    {"最终国际标准草案", IsoStage::Approval},
    {"最终草案", IsoStage::Approval},
    {"FDIS", IsoStage::Approval},
    {"国际标准草案", IsoStage::Enquiry},
    {"DIS", IsoStage::Enquiry},
    {"委员会草案", IsoStage::CommitteeDraft},
    {"CD", IsoStage::CommitteeDraft},
    {"工作组草案", IsoStage::WorkingDraft},
    {"工作草案", IsoStage::WorkingDraft},
    {"WD", IsoStage::WorkingDraft},
    {"首次会议", IsoStage::Meeting},
    {"第一次会议", IsoStage::Meeting},
    {"立项投票", IsoStage::Proposal},
    {"NP", IsoStage::Proposal},
    {"正式出版", IsoStage::Publication},
    {"出版", IsoStage::Publication},
});

/// 发布 alone is the publication; a draft may be 发布 as well.
constexpr std::array<std::string_view, 3> kPublished = {"发布", "正式发布", "标准发布"};

bool is_latin_at(std::string_view text, std::size_t at) { return at < text.size() && base::is_ascii_alpha(text[at]); }

std::size_t find_word(std::string_view text, std::string_view word) {
  const bool latin = base::is_ascii_alpha(word.front());
  std::size_t at = text.find(word);
  while (latin && at != std::string_view::npos) {
    const bool inside = (at > 0 && is_latin_at(text, at - 1)) || is_latin_at(text, at + word.size());
    if (!inside) break;
    at = text.find(word, at + 1);
  }
  return at;
}

}  // namespace

std::optional<IsoStage> find_stage(std::string_view text) {
  for (const std::string_view published : kPublished) {
    if (text == published) return IsoStage::Publication;
  }
  std::string rest(text);
  std::optional<IsoStage> stage;
  for (const auto& [word, found] : kWords) {
    for (std::size_t at = find_word(rest, word); at != std::string::npos; at = find_word(rest, word)) {
      if (stage && *stage != found) return std::nullopt;
      stage = found;
      rest.replace(at, word.size(), " ");
    }
  }
  return stage;
}

}  // namespace gongwen::templating
