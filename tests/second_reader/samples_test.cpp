// What a second reader finds in the samples' files is what was meant: pages, outline, links, fonts, structure,
// metadata.
#include "base/utf8.h"
#include "pdf/write_pdf.h"
#include "programs/verify/read_pdf.h"
#include "support/awkward_pages.h"
#include "support/golden.h"
#include "support/require.h"
#include "support/sample.h"
#include "support/text_census.h"

#include <map>
#include <optional>

using namespace gongwen::tests;
using namespace gongwen::verify;
namespace paint = gongwen::paint;

namespace {

/// A document that was written, and what was read of it.
struct Written {
  explicit Written(LaidOut& laid_out)
      : painted(laid_out.painted), read(read_pdf(gongwen::pdf::write_pdf(painted, test_fonts(), {}, laid_out.sink))) {}

  const paint::PaintedDocument& painted;
  ReadPdf read;
};

std::string one_line(const std::string& type, int rows, int columns, const std::string& scope,
                     const std::string& language, const std::string& text, int depth) {
  std::string out(static_cast<std::size_t>(depth) * 2, ' ');
  out += type;
  if (rows > 1) out += " rows=" + std::to_string(rows);
  if (columns > 1) out += " columns=" + std::to_string(columns);
  if (!scope.empty()) out += " scope=" + scope;
  if (!language.empty()) out += " lang=" + language;
  if (!text.empty()) out += " " + text;
  return out + "\n";
}

void dump(const ReadElement& element, int depth, std::string& out) {
  const std::string text = gongwen::base::to_utf8(counted(element.text));
  out += one_line(element.type, element.row_span, element.column_span, element.scope, element.language, text, depth);
  for (const ReadElement& child : element.children) dump(child, depth + 1, out);
}

/// The text of every stretch, as it was given to the writer.
std::map<std::pair<std::uint32_t, std::uint32_t>, std::u32string> stretches(const paint::PaintedDocument& painted) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::u32string> out;
  for (std::uint32_t page = 0; page < painted.pages.size(); ++page) {
    std::optional<std::uint32_t> open;  // the content of its tag
    for (const paint::DisplayItem& item : painted.pages[page].items) {
      if (const auto* tag = std::get_if<paint::BeginTag>(&item)) open = tag->content;
      if (std::holds_alternative<paint::EndTag>(item)) open.reset();
      const auto* const draw = std::get_if<paint::DrawGlyphs>(&item);
      if (draw != nullptr && open) out[{page, *open}] += draw->run->text;
    }
  }
  return out;
}

std::string_view scope_text(paint::HeaderScope scope) {
  switch (scope) {
    case paint::HeaderScope::None: return "";
    case paint::HeaderScope::Column: return "Column";
    case paint::HeaderScope::Row: return "Row";
    case paint::HeaderScope::Both: return "Both";
  }
  return "";
}

class MeantStructure {
 public:
  explicit MeantStructure(const paint::PaintedDocument& painted)
      : tree_(painted.structure), texts_(stretches(painted)) {}

  std::string dump() {
    dump(paint::StructureTree::root(), 0);
    return std::move(out_);
  }

 private:
  void dump(paint::ElementId id, int depth) {
    const paint::StructureElement& element = tree_.element(id);
    std::u32string text;
    for (const paint::StructureKid& kid : element.kids) {
      if (const auto* content = std::get_if<paint::ContentReference>(&kid))
        text += texts_[{content->page, content->content}];
    }
    out_ += one_line(std::string(paint::role_name(element.role)), element.row_span, element.column_span,
                     std::string(scope_text(element.scope)), element.details->language,
                     gongwen::base::to_utf8(counted(text)), depth);
    for (const paint::StructureKid& kid : element.kids) {
      if (const auto* child = std::get_if<paint::ElementId>(&kid)) dump(*child, depth + 1);
    }
  }

  const paint::StructureTree& tree_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::u32string> texts_;
  std::string out_;
};

std::string first_difference(const std::string& meant, const std::string& read) {
  const auto [a, b] = std::mismatch(meant.begin(), meant.end(), read.begin(), read.end());
  const auto line = [](const std::string& text, auto at) {
    const auto offset = static_cast<std::size_t>(at - text.begin());
    const std::size_t begin = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
    return text.substr(begin, text.find('\n', offset) - begin);
  };
  return "meant: " + line(meant, a) + "\nread:  " + line(read, b);
}

void check_structure(const Written& written) {
  const std::string meant = MeantStructure(written.painted).dump();
  std::string read;
  dump(written.read.structure, 0, read);
  EXPECT_TRUE(meant == read) << first_difference(meant, read);
  EXPECT_LT(meant.find('\n') + 1, meant.size());  // more than the Document alone
}

void check_pages(const Written& written) {
  require(written.read.pages.size() == written.painted.pages.size());
  for (std::size_t i = 0; i < written.read.pages.size(); ++i) {
    EXPECT_NEAR(written.read.pages[i].width, written.painted.pages[i].size.width.to_pt(), 0.05);
    EXPECT_NEAR(written.read.pages[i].height, written.painted.pages[i].size.height.to_pt(), 0.05);
  }
}

/// How deep the items of an outline are: levels that are left out make no depth.
std::vector<int> depths(const std::vector<paint::OutlineItem>& items) {
  std::vector<int> out;
  std::vector<int> open;
  for (const paint::OutlineItem& item : items) {
    while (!open.empty() && open.back() >= item.level) open.pop_back();
    open.push_back(item.level);
    out.push_back(static_cast<int>(open.size()));
  }
  return out;
}

void check_outline(const Written& written) {
  const std::vector<int> levels = depths(written.painted.outline);
  require(written.read.outline.size() == written.painted.outline.size());
  for (std::size_t i = 0; i < written.read.outline.size(); ++i) {
    const paint::OutlineItem& meant = written.painted.outline[i];
    EXPECT_EQ(written.read.outline[i].title, meant.title);
    EXPECT_EQ(written.read.outline[i].page, meant.destination.page);
    EXPECT_EQ(written.read.outline[i].level, levels[i]);
  }
}

void check_links(const Written& written) {
  std::size_t at = 0;
  for (std::size_t page = 0; page < written.painted.pages.size(); ++page) {
    for (const paint::LinkArea& meant : written.painted.pages[page].links) {
      require(at < written.read.links.size());
      const ReadLink& read = written.read.links[at++];
      EXPECT_EQ(read.page, page);
      EXPECT_EQ(counted(read.contents), counted(meant.description));
      if (meant.target.starts_with('#')) {
        EXPECT_EQ(read.target_page, written.painted.destinations.at(meant.target.substr(1)).page);
      } else {
        EXPECT_EQ(read.address, meant.target);
      }
    }
  }
  EXPECT_EQ(at, written.read.links.size());
}

void check_fonts(const Written& written) {
  EXPECT_FALSE(written.read.fonts.empty());
  for (const ReadFont& font : written.read.fonts) {
    SCOPED_TRACE(font.name);
    EXPECT_TRUE(font.embedded);
    EXPECT_TRUE(font.has_unicode_map);
    // The typeface of formulas has curves of the third degree.
    EXPECT_EQ(font.subtype, font.name.ends_with("GwMath-Regular") ? "CIDFontType0" : "CIDFontType2");
    EXPECT_EQ(font.name.find('+'), 6);
  }
}

void check_metadata(const Written& written) {
  const ReadMetadata& metadata = written.read.metadata;
  const paint::DocumentInformation& meant = written.painted.information;
  EXPECT_EQ(metadata.title, meant.title);
  EXPECT_EQ(metadata.author, meant.author);
  EXPECT_EQ(metadata.language, meant.language);
  EXPECT_TRUE(metadata.marked);
  EXPECT_TRUE(metadata.shows_title);
  EXPECT_NE(metadata.xmp.find("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"),
            std::string::npos);
  EXPECT_NE(metadata.xmp.find("<pdfuaid:part>1</pdfuaid:part>"), std::string::npos);
}

void check_all(LaidOut& laid_out) {
  const Written written(laid_out);
  check_pages(written);
  check_outline(written);
  check_links(written);
  check_fonts(written);
  check_metadata(written);
  check_structure(written);
}

}  // namespace

TEST(Samples, ASecondReaderFindsInTheSamplesWhatWasMeant) {
  for (const auto& file : sample_files()) {
    SCOPED_TRACE(file.filename().string());
    const Sample sample(file);
    check_all(*sample.laid_out);
  }
}

TEST(Samples, ASecondReaderFindsInTheBulletinOfFebruary2024WhatTheBulletinHas) {
  const Sample sample(GONGWEN_SOURCE_DIR "/samples/monthly-bulletin/2024-02.json");
  const Written written(*sample.laid_out);
  EXPECT_EQ(written.read.metadata.title, "网络安全标准化工作月报 2024年第2期");
  EXPECT_EQ(written.read.metadata.language, "zh-CN");
  // A4, upright first, lying for the annexes.
  EXPECT_NEAR(written.read.pages.front().width, 595.28, 0.6);
  EXPECT_NEAR(written.read.pages.back().width, 841.89, 0.84);
  ASSERT_GT(written.read.outline.size(), 4);
  EXPECT_EQ(written.read.outline.front().title, "国家标准研制");
  EXPECT_EQ(written.read.outline.front().level, 1);
  EXPECT_EQ(written.read.outline[1].level, 2);
  EXPECT_EQ(written.read.outline.back().page, written.read.pages.size() - 1);
  EXPECT_EQ(written.read.structure.type, "Document");
  EXPECT_GE(written.read.links.size(), written.read.outline.size());
}

TEST(Samples, ASecondReaderFindsInAwkwardPagesWhatWasMeant) {
  std::vector<AwkwardPage> pages = awkward_pages();
  for (std::uint32_t number = 1; number <= 10; ++number) pages.push_back(random_page(number));
  for (const AwkwardPage& page : pages) {
    SCOPED_TRACE(page.name);
    LaidOut laid_out(page.html);
    check_all(laid_out);
  }
}
