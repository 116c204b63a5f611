#include "base/json.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/office.h"
#include "service/detail/review_view.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

bool has_changes(const base::JsonView& signature) {
  const auto changed = signature.find("changed");
  return changed && changed->size() > 0;
}

/// From good to bad.
struct Rank {
  std::string_view state;
  const diagnostics::BilingualText& words;
};
const std::array<Rank, 4> kRanks{{{"valid", texts::OfficeMarkValid},
                                  {"unknown", texts::OfficeMarkUnknown},
                                  {"changed", texts::OfficeMarkChanged},
                                  {"invalid", texts::OfficeMarkInvalid}}};

std::size_t rank_of(const base::JsonView& signature) {
  const std::string verdict = signature.text_of("verdict");
  std::string_view state = verdict == "valid" || verdict == "invalid" ? std::string_view(verdict) : "unknown";
  if (state != "invalid" && has_changes(signature)) state = "changed";
  const auto found = std::find_if(kRanks.begin(), kRanks.end(), [&](const Rank& one) { return one.state == state; });
  return static_cast<std::size_t>(found - kRanks.begin());
}

std::string verdict_sentence(const base::JsonView& signature, Language language) {
  const std::string verdict = signature.text_of("verdict");
  if (verdict == "valid") return std::string(texts::OfficeSignatureValid.in(language));
  if (verdict != "invalid") return std::string(texts::OfficeSignatureUnknown.in(language));
  const auto reason = signature.find("reason");
  return texts::OfficeSignatureInvalidBecause.in(
      language, reason ? reason->text_of(diagnostics::language_tag(language)) : std::string());
}

}  // namespace

std::optional<SignatureMark> signature_mark(std::string_view signatures, Language language) {
  const auto list = base::parse_json(signatures);
  if (!list || list->view().size() == 0) return std::nullopt;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < list->view().size(); ++i) worst = std::max(worst, rank_of(list->view().at(i)));
  const Rank& rank = kRanks[worst];
  return SignatureMark{rank.state, std::string(rank.words.in(language))};
}

std::vector<std::string> signature_sentences(std::string_view signatures, const ReviewView& view, Language language) {
  std::vector<std::string> sentences;
  const auto list = base::parse_json(signatures);
  for (std::size_t i = 0; list && i < list->view().size(); ++i) {
    const base::JsonView one = list->view().at(i);
    const bool has_token = one.text_of("timeFrom") == "token";
    std::string sentence = texts::OfficeSignatureBy.in(
        language, one.text_of("signer"), one.text_of("time"),
        std::string((has_token ? texts::OfficeSignatureToken : texts::OfficeSignatureComputer).in(language)),
        verdict_sentence(one, language));
    std::string labels;
    const auto changed = one.find("changed");
    for (std::size_t k = 0; changed && k < changed->size(); ++k) {
      const std::string label = view.words_for(changed->at(k).text());
      if (!labels.empty()) labels += texts::ListComma.in(language);
      labels += label.empty() ? std::string(changed->at(k).text()) : label;
    }
    if (!labels.empty()) sentence += texts::OfficeSignatureChanged.in(language, labels);
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace gongwen::service
