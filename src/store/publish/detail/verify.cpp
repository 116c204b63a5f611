#include "store/publish/detail/verify.h"

#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/publish.h"
#include "intake/file_reader.h"
#include "intake/read_ofd_text.h"
#include "intake/read_returned.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using dom::ElementName;

constexpr double kSizeTolerance = 0.05;  // points
constexpr std::size_t kShown = 60;       // maximum bytes of a lost text in a message

/// Removes spaces before comparison, since line breaks depend on the page.
std::string packed(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::string_view rest = text.substr(i);
    if (c <= ' ') {
      ++i;
    } else if (rest.starts_with("　") || rest.starts_with("\u2009") || rest.starts_with("\u200B")) {
      i += 3;
    } else if (rest.starts_with("\u00A0") || rest.starts_with("\u00AD")) {
      i += 2;
    } else {
      out += text[i++];
    }
  }
  return out;
}

/// The start of a text, cut at a character boundary.
std::string shown(std::string_view text) {
  return std::string(base::first_bytes(text, kShown)) + (text.size() > kShown ? "…" : "");
}

/// The texts of a sheet by row and column.
using Rows = std::map<std::size_t, std::map<std::size_t, std::string>>;

class IssueCheck {
 public:
  IssueCheck(const FinishedIssue& issue, DiagnosticSink& sink) : issue_(issue), sink_(sink) {}

  std::vector<SectionHeadings> run(const std::vector<SheetCheck>& sheets) {
    const bool readable = read_pdf() && (issue_.sheet_tree == nullptr || read_workbook());
    if (!readable) return {};
    check_page_texts(pdf_text_, messages::PublishLostText);
    ask_second();
    if (!issue_.ofd.empty()) check_ofd();
    if (issue_.sheet_tree == nullptr) return {};
    check_cells();
    for (const SheetCheck& sheet : sheets) check_rows(sheet);
    for (const SheetCheck& sheet : sheets) compare_sheet(sheet);
    std::vector<SectionHeadings> all;
    for (const SheetCheck& sheet : sheets) {
      for (SectionHeadings& section : sections(sheet)) all.push_back(std::move(section));
    }
    return all;
  }

 private:
  void unreadable(std::string_view what, const std::string& why) {
    sink_.report(messages::PublishUnreadableOutput, Origin{}, what, why);
  }

  bool read_pdf() {
    const auto read = intake::read_pdf_text(issue_.pdf, {});
    if (!read) {
      unreadable("PDF", read.error().reason);
      return false;
    }
    if (read->unmapped > 0 || read->missing > 0 || read->references == 0) {
      unreadable("PDF", std::to_string(read->unmapped) + " glyphs without characters, " +
                            std::to_string(read->missing) + " stretches without content");
      return false;
    }
    pdf_text_ = packed(read->text);
    return true;
  }

  bool read_workbook() {
    const intake::ReturnedFile read = intake::read_xlsx(issue_.workbook, intake::UnnamedCells::Collect, {});
    for (const intake::LooseCell& cell : read.loose_cells) {
      sheets_[cell.sheet][cell.row][cell.column] = cell.text;
      ++cells_[packed(cell.text)];
    }
    if (!read.loose_cells.empty()) return true;
    unreadable("XLSX", "no cells");
    return false;
  }

  /// Checks that every text of the page occurs in the text read from the PDF, in order.
  void check_page_texts(std::string_view read, diagnostics::DiagnosticId lost) {
    const dom::Tree& tree = issue_.page_tree;
    const dom::NodeId body = tree.find_child(tree.root_element(), ElementName::Body);
    std::size_t at = 0;
    for (dom::NodeId node = body; node; node = tree.next_in_order(node, body)) {
      if (tree.node(node).kind != dom::NodeKind::Text) continue;
      const std::string text = packed(tree.node(node).text);
      const std::size_t found = read.find(text, at);
      if (found != std::string::npos) {
        at = found + text.size();
        continue;
      }
      sink_.report(lost, tree_origin(tree, node), shown(text));
    }
  }

  /// Checks the findings of the second library in the PDF: all texts, and properties on which other programs depend.
  void ask_second() {
    const base::Expected<base::Json> read = ask_second_reader(issue_.pdf, issue_.second_reader, sink_);
    if (!read) return;
    const base::JsonView answer = read->view();
    compare_pages(*answer.find("pages"));
    const std::string text = packed(answer.find("text")->text());
    check_page_texts(text, messages::PublishUnseenText);
    std::string of_pages;
    const base::JsonView pages = *answer.find("pages");
    for (std::size_t i = 0; i < pages.size(); ++i) {
      page_texts_.push_back(packed(pages.at(i).find("text")->text()));
      of_pages += page_texts_.back();
    }
    // Marked content outside the structure would be silent for users of screen readers.
    expect("StructTreeRoot", answer.find("structure")->text(), "Document");
    expect("StructTreeRoot /K", std::to_string(text.size()), std::to_string(of_pages.size()));
    expect("MarkInfo", answer.find("marked")->is_true() ? "true" : "false", "true");
    check_fonts(*answer.find("fonts"));
    check_metadata(answer);
    const base::JsonView attachments = *answer.find("attachments");
    std::string names;
    for (std::size_t i = 0; i < attachments.size(); ++i) names.append(attachments.at(i).text()).append(";");
    expect("EmbeddedFiles", names, issue_.has_data ? "data.json;" : "");
    expect("Signatures", all_of(signatures_in(answer).value_or(std::set<std::string>{"?"})), all_of(issue_.signatures));
  }

  static std::string all_of(const std::set<std::string>& words) {
    std::string all;
    for (const std::string& one : words) all += (all.empty() ? "" : ", ") + one;
    return all;
  }

  /// Checks that the OFD file has the same pages as the PDF, with the text that both PDF readers found on each.
  void check_ofd() {
    const auto read = intake::FileReader(issue_.libexec_folder).read_ofd_text(issue_.ofd);
    if (!read) return unreadable_ofd(read.error());
    if (read->missing > 0) return unreadable("OFD", std::to_string(read->missing) + " objects on no page");
    const std::size_t pages = read->pages.size();
    if (pages != issue_.page_sizes.size()) {
      sink_.report(messages::PublishOfdDiffers, Origin{}, "Pages", pages, issue_.page_sizes.size());
      return;
    }
    compare_ofd_text("Tag_Structure", packed(read->text), pdf_text_);
    // If page texts are missing, the second reader failed, which has been reported.
    for (std::size_t i = 0; i < std::min(pages, page_texts_.size()); ++i) {
      compare_ofd_text("Page " + std::to_string(i + 1), packed(read->pages[i]), page_texts_[i]);
    }
    check_references(*read);
  }

  /// The two files refer to each other: OFD to the PDF by hash, PDF to the OFD file by identifier.
  void check_references(const intake::OfdText& ofd) {
    compare_ofd_text("PDF-SHA-256", ofd.pdf_sha256, base::sha256(issue_.pdf.substr(0, issue_.unsigned_size)));
    if (xmp_.empty()) return;  // the second reader has failed
    constexpr std::string_view kName = "<gwf:ofd";
    const std::size_t start = xmp_.find('>', std::min(xmp_.find(kName), xmp_.size()));
    const std::string_view named = start == std::string::npos
                                       ? std::string_view()
                                       : std::string_view(xmp_).substr(start + 1, xmp_.find('<', start) - start - 1);
    expect("XMP gwf:ofd", named, ofd.identifier);
  }

  void unreadable_ofd(const intake::OfdTextError& error) {
    if (!error.reason.empty()) return unreadable("OFD", error.reason);
    for (const intake::Notice& notice : error.notices) {
      std::vector<std::string> arguments{"OFD"};
      arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
      sink_.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
    }
  }

  /// Reports where two texts first differ.
  void compare_ofd_text(std::string_view what, std::string_view found, std::string_view wanted) {
    if (found == wanted) return;
    const auto [own, other] = std::mismatch(found.begin(), found.end(), wanted.begin(), wanted.end());
    const std::size_t at = base::code_point_begin(wanted, static_cast<std::size_t>(own - found.begin()));
    sink_.report(messages::PublishOfdDiffers, Origin{}, what, shown(found.substr(std::min(at, found.size()))),
                 shown(wanted.substr(at)));
  }

  void expect(std::string_view what, std::string_view found, std::string_view wanted) {
    if (found != wanted) sink_.report(messages::PublishSecondReaderDiffers, Origin{}, what, found, wanted);
  }

  void compare_pages(const base::JsonView& pages) {
    const auto& sizes = issue_.page_sizes;
    expect("Pages", std::to_string(pages.size()), std::to_string(sizes.size()));
    for (std::size_t i = 0; i < std::min(pages.size(), sizes.size()); ++i) {
      const double width = number(*pages.at(i).find("width"));
      const double height = number(*pages.at(i).find("height"));
      if (std::abs(width - sizes[i].width) < kSizeTolerance && std::abs(height - sizes[i].height) < kSizeTolerance) {
        continue;
      }
      expect(fmt::format("MediaBox {}", i + 1), fmt::format("{:.2f} x {:.2f}", width, height),
             fmt::format("{:.2f} x {:.2f}", sizes[i].width, sizes[i].height));
    }
  }

  static double number(const base::JsonView& value) { return std::strtod(value.json().c_str(), nullptr); }

  void check_fonts(const base::JsonView& fonts) {
    for (std::size_t i = 0; i < fonts.size(); ++i) {
      const base::JsonView font = fonts.at(i);
      const std::string name(font.find("name")->text());
      expect("FontFile " + name, font.find("embedded")->is_true() ? "true" : "false", "true");
      expect("ToUnicode " + name, font.find("unicode")->is_true() ? "true" : "false", "true");
    }
  }

  /// Checks that the PDF declares its standards, a title and a language.
  void check_metadata(const base::JsonView& answer) {
    xmp_ = answer.find("xmp")->text();
    const std::string_view xmp = xmp_;
    for (const std::string_view claim :
         {issue_.has_data ? std::string_view("<pdfaid:part>3<") : std::string_view("<pdfaid:part>2<"),
          std::string_view("<pdfaid:conformance>A<"), std::string_view("<pdfuaid:part>1<")}) {
      expect("XMP", xmp.find(claim) == std::string_view::npos ? "" : claim, claim);
    }
    const dom::Tree& tree = issue_.page_tree;
    const dom::NodeId root = tree.root_element();
    expect("Lang", answer.find("language")->text(), tree.attribute_value(root, dom::AttributeName::Lang));
    if (answer.find("title")->text().empty()) expect("Title", "", "…");
  }

  Origin tree_origin(const dom::Tree& tree, dom::NodeId node) const { return sink_.origin(tree.node(node).origin); }

  /// The text that a cell of the workbook's document has in the file; of a formula, its stored result.
  static std::string cell_text(const dom::Tree& tree, dom::NodeId cell) {
    const dom::Attribute* const type = tree.find_custom_attribute(cell, "data-type");
    if (type == nullptr || type->value != "formula") return tree.text_content(cell);
    const dom::Attribute* const result = tree.find_custom_attribute(cell, "data-result");
    return result == nullptr ? std::string() : std::string(result->value);
  }

  /// Checks that every cell of the workbook's document occurs in the workbook often enough.
  void check_cells() {
    const dom::Tree& tree = *issue_.sheet_tree;
    std::map<std::string, std::size_t> left = cells_;
    const dom::NodeId root = tree.root_element();
    for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
      const bool cell = tree.is_element(node, ElementName::Td) || tree.is_element(node, ElementName::Th) ||
                        tree.is_element(node, ElementName::Caption);
      const std::string text = cell ? packed(cell_text(tree, node)) : std::string();
      if (text.empty()) continue;
      const auto found = left.find(text);
      if (found != left.end() && found->second > 0) {
        --found->second;
        continue;
      }
      sink_.report(messages::PublishLostCell, tree_origin(tree, node), shown(text));
    }
  }

  /// The rows of a list whose heading column is not empty, below the head. The head is the first row with more than one
  /// cell; a row with a single cell is a caption.
  std::vector<std::map<std::size_t, std::string>> rows_of(std::string_view sheet) const {
    std::vector<std::map<std::size_t, std::string>> rows;
    const auto found = sheets_.find(sheet);
    if (found == sheets_.end()) return rows;
    bool head = false;
    for (const auto& [number, row] : found->second) {
      if (head) rows.push_back(row);
      head = head || row.size() > 1;
    }
    return rows;
  }

  void check_rows(const SheetCheck& sheet) {
    const std::size_t count = rows_of(sheet.sheet).size();
    if (count != sheet.rows) sink_.report(messages::PublishLostRow, Origin{}, sheet.sheet, count, sheet.rows);
  }

  /// The column with this head; nullopt if absent.
  std::optional<std::size_t> column_of(std::string_view sheet, std::string_view head) const {
    const auto found = sheets_.find(sheet);
    if (found == sheets_.end() || head.empty()) return std::nullopt;
    for (const auto& [number, row] : found->second) {
      if (row.size() < 2) continue;
      for (const auto& [column, text] : row) {
        if (text == head) return column;
      }
      break;
    }
    return std::nullopt;
  }

  /// Checks that the PDF contains everything in a list of the workbook, except dates and numbers, which are written
  /// differently there.
  void compare_sheet(const SheetCheck& check) {
    const std::string& sheet = check.sheet;
    const std::optional<std::size_t> headings = column_of(sheet, check.heading_column);
    for (const auto& row : rows_of(sheet)) {
      for (const auto& [column, text] : row) {
        if (!check.heading_column.empty() && column != headings) continue;
        const std::string wanted = packed(text);
        if (pdf_text_.find(wanted) == std::string::npos) {
          sink_.report(messages::PublishOutputsDiffer, Origin{}, sheet, shown(text));
        }
      }
    }
  }

  std::vector<SectionHeadings> sections(const SheetCheck& check) const {
    std::vector<SectionHeadings> sections;
    const std::optional<std::size_t> titles = column_of(check.sheet, check.section_column);
    const std::optional<std::size_t> headings = column_of(check.sheet, check.heading_column);
    if (!titles || !headings) return sections;
    for (const auto& row : rows_of(check.sheet)) {
      const auto section = row.find(*titles);
      const auto heading = row.find(*headings);
      if (section == row.end() || heading == row.end()) continue;
      if (sections.empty() || sections.back().title != section->second) sections.push_back({section->second, {}});
      sections.back().items.push_back(heading->second);
    }
    return sections;
  }

  const FinishedIssue& issue_;
  DiagnosticSink& sink_;
  std::string pdf_text_;
  std::vector<std::string> page_texts_;  // from the second reader
  std::string xmp_;                      // from the second reader
  std::map<std::string, Rows, std::less<>> sheets_;
  std::map<std::string, std::size_t> cells_;
};

}  // namespace

std::vector<SheetCheck> sheet_checks(const store::Periodical& periodical, std::span<const IssueCount> counts) {
  std::vector<SheetCheck> checks;
  for (std::size_t i = 0; i < periodical.lists.size(); ++i) {
    const store::PublishedList& list = periodical.lists[i];
    if (!list.sheet.empty()) checks.push_back({list.sheet, counts[i].count, list.section_column, list.heading_column});
  }
  return checks;
}

std::vector<SectionHeadings> verify_issue(const FinishedIssue& issue, const std::vector<SheetCheck>& sheets,
                                          DiagnosticSink& sink) {
  return IssueCheck(issue, sink).run(sheets);
}

}  // namespace gongwen::publish
