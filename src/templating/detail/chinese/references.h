// Texts of offices: references in regulations, the laws that they name, standard numbers, hidden numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

// Stages of ISO projects, as people name them in schedules.

/// In chronological order.
enum class IsoStage : std::uint8_t { Proposal, Meeting, WorkingDraft, CommitteeDraft, Enquiry, Approval, Publication };

/// The stage that a text names: 工作组草案（WD）, `CD`, 第8阶段：国际标准草案. Returns nullopt if the text names none,
/// or two of them.
std::optional<IsoStage> find_stage(std::string_view text);

// Texts as offices write them: standard numbers with a dash, numbers partly hidden, lists with 、.

/// Changes `GB/T 22239-2019` to `GB/T 22239—2019` at each standard's number in the text. Other hyphens stay. Source:
/// GB/T 1.1-2020 for the dash between number and year.
std::string dash_standard_numbers(std::string_view text);

/// Hides the middle of a person's number: 138****5678, 110101********1234. A number that is neither a phone number nor
/// an identity number keeps a quarter at each end.
std::string mask_number(std::string_view text, char32_t hidden);

/// Whether two items of a list follow each other without 、: both are in 《》 or both in “”. Source: GB/T
/// 15834-2011.
bool joins_without_mark(std::string_view before, std::string_view after);

// The names of laws and regulations, as they occur in sentences: 《标准化法》, 本办法, 该条例, 刑法.

/// The type by which a document refers to itself: 办法 for the title 某管理办法（试行）. Empty if the title does not
/// contain one.
std::u32string_view document_type(std::u32string_view title);

enum class NamedDocument : std::uint8_t {
  None,     // no document is named there
  Own,      // 本办法, 本章, or the title itself
  Other,    // 《标准化法》, 标准化法, 该法, 其
  Perhaps,  // 规定 and 标准 may name a document, or be ordinary words
};

/// The document whose name a text ends with; a bracket, and 的 or 中, may follow the name. `type` is that of the title.
NamedDocument document_named_before(std::u32string_view text, std::u32string_view title, std::u32string_view type);

/// Whether the text names a law or regulation other than the one with this title.
bool names_other_law(std::u32string_view text, std::u32string_view title);

// References in the text of regulations: 第十条, 第三章, 第二款, 附件2, and {id}; and whether they refer to the
// document itself or to another law that it cites.
//   parse_references("依照《标准化法》第四条、第五条和本办法第十条", "某管理办法")

enum class ReferenceKind : std::uint8_t { None, Chapter, Article, Paragraph, Item, Annex, Id };

/// Which document a reference is to. `Unsure` if the words leave it open: a bare 第五条 after an article of another
/// law.
enum class ReferenceHome : std::uint8_t { Own, Other, Unsure };

/// A part of a text. The parts together are the whole text.
struct ReferencePiece {
  std::string_view text = {};
  ReferenceKind kind = ReferenceKind::None;
  ReferenceHome home = ReferenceHome::Own;
  int number = 0;  // 10 for 第十条
  // For paragraphs and items: what they are part of.
  int article = 0;                   // 0: of the article that the text belongs to
  std::string_view article_id = {};  // of `{id}第二款`
  int paragraph = 0;                 // of items; 0: none is named
};

/// `title` is that of the document: references after 本办法, or after its title in 《》, are to the document itself.
/// Those after 》, the name of a law (标准化法, 该条例) or 该 are to another document, as are those joined to them by
/// 、 or 和.
std::vector<ReferencePiece> parse_references(std::string_view text, std::string_view title);

/// Parses 二百八十五, or digits; returns 0 for other texts, and for numbers above 9999.
int parse_chinese_number(std::u32string_view text);

}  // namespace gongwen::templating
