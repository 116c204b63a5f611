#include "store/publish/detail/site_words.h"

#include "diagnostics/catalogue/texts/publish.h"
#include "diagnostics/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gongwen::publish {
namespace {

struct SiteText {
  std::string_view name;
  diagnostics::BilingualText text;
};

/// Returns the pattern itself, since pages insert the arguments.
template <typename Text>
constexpr diagnostics::BilingualText pattern_of(const Text& text) {
  return text.pattern;
}
constexpr diagnostics::BilingualText pattern_of(const diagnostics::BilingualText& text) { return text; }

constexpr SiteText kSiteTexts[] = {{"skip_to_text", pattern_of(texts::PublishSiteSkipToText)},
                                   {"skip_to_list", pattern_of(texts::PublishSiteSkipToList)},
                                   {"count", pattern_of(texts::PublishSiteCount)},
                                   {"feed", pattern_of(texts::PublishSiteFeed)},
                                   {"find", pattern_of(texts::PublishSiteFind)},
                                   {"found", pattern_of(texts::PublishSiteFound)},
                                   {"not_found", pattern_of(texts::PublishSiteNotFound)},
                                   {"reading", pattern_of(texts::PublishSiteReading)},
                                   {"unread", pattern_of(texts::PublishSiteUnread)},
                                   {"year", pattern_of(texts::PublishSiteYear)},
                                   {"year_issues", pattern_of(texts::PublishSiteYearIssues)},
                                   {"corrected", pattern_of(texts::PublishSiteCorrected)},
                                   {"first_page", pattern_of(texts::PublishSiteFirstPage)},
                                   {"in_this_issue", pattern_of(texts::PublishSiteInThisIssue)},
                                   {"contents", pattern_of(texts::PublishSiteContents)},
                                   {"pdf", pattern_of(texts::PublishSitePdf)},
                                   {"other", pattern_of(texts::PublishSiteOther)},
                                   {"sheet", pattern_of(texts::PublishSiteSheet)},
                                   {"ofd", pattern_of(texts::PublishSiteOfd)},
                                   {"data", pattern_of(texts::PublishSiteData)},
                                   {"article", pattern_of(texts::PublishSiteArticle)},
                                   {"old_edition", pattern_of(texts::PublishSiteOldEdition)},
                                   {"latest_edition", pattern_of(texts::PublishSiteLatestEdition)},
                                   {"is_corrected", pattern_of(texts::PublishSiteIsCorrected)},
                                   {"see_corrections", pattern_of(texts::PublishSiteSeeCorrections)},
                                   {"signed", pattern_of(texts::PublishSiteSigned)},
                                   {"token_time", pattern_of(texts::PublishSiteTokenTime)},
                                   {"computer_time", pattern_of(texts::PublishSiteComputerTime)},
                                   {"corrections", pattern_of(texts::PublishSiteCorrections)},
                                   {"correction", pattern_of(texts::PublishSiteCorrection)},
                                   {"edition", pattern_of(texts::PublishSiteEdition)},
                                   {"published", pattern_of(texts::PublishSitePublished)},
                                   {"withdrawn", pattern_of(texts::PublishSiteWithdrawn)},
                                   {"is_withdrawn", pattern_of(texts::PublishSiteIsWithdrawn)},
                                   {"issue_withdrawn", pattern_of(texts::PublishSiteIssueWithdrawn)},
                                   {"edition_withdrawn", pattern_of(texts::PublishSiteEditionWithdrawn)},
                                   {"latest_withdrawn", pattern_of(texts::PublishSiteLatestWithdrawn)},
                                   {"withdrawal_reason", pattern_of(texts::PublishSiteWithdrawalReason)},
                                   {"replaces_withdrawn", pattern_of(texts::PublishSiteReplacesWithdrawn)},
                                   {"concerns", pattern_of(texts::PublishSiteConcerns)},
                                   {"field", pattern_of(texts::PublishSiteField)},
                                   {"before", pattern_of(texts::PublishSiteBefore)},
                                   {"after", pattern_of(texts::PublishSiteAfter)},
                                   {"whole_issue", pattern_of(texts::PublishSiteWholeIssue)},
                                   {"nothing", pattern_of(texts::PublishSiteNothing)},
                                   {"back", pattern_of(texts::PublishSiteBack)},
                                   {"previous", pattern_of(texts::PublishSitePrevious)},
                                   {"next", pattern_of(texts::PublishSiteNext)},
                                   {"neighbours", pattern_of(texts::PublishSiteNeighbours)},
                                   {"machine", pattern_of(texts::PublishSiteMachine)},
                                   {"language", pattern_of(texts::PublishSiteLanguage)},
                                   {"date", pattern_of(texts::PublishSiteDate)}};

}  // namespace

Language language_of_tag(std::string_view tag) {
  return tag.starts_with(diagnostics::language_tag(Language::Chinese)) ? Language::Chinese : Language::English;
}

Language other_language(Language language) {
  constexpr std::array<Language, 2> kLanguages{Language::Chinese, Language::English};
  return *std::find_if(kLanguages.begin(), kLanguages.end(), [&](Language other) { return other != language; });
}

base::Json site_words(Language language) {
  base::Json words = base::Json::object();
  for (const SiteText& one : kSiteTexts) words.set(one.name, one.text.in(language));
  return words;
}

}  // namespace gongwen::publish
