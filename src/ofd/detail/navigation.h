// What leads through a document: links, outline, names of pages and structure (GB/T 33190-2016, chapters on actions,
// annotations and document roots).
#pragma once

#include "ofd/detail/page_player.h"
#include "ofd/write_ofd.h"
#include "paint/display_list.h"

#include <string>
#include <vector>

namespace gongwen::ofd {

struct NavigationContext {
  const paint::PaintedDocument& document;
  const std::vector<Identifier>& pages;
  OfdProfile profile = OfdProfile::Archive;
  std::string_view date;  // `2024-03-15`
};

/// The annotations of a page, as a file; empty where it has none.
std::string page_annotations(std::size_t page, const NavigationContext& context, Identifiers& identifiers,
                             LeftOuts& left_out);
/// `<ofd:Outlines>`; empty without an outline.
std::string outlines(const NavigationContext& context);
/// `<ofd:Bookmarks>`: what viewers call the pages, where the document says so; OFD has no other place for it.
std::string bookmarks(const NavigationContext& context);
/// The label of a page: `iii`, `附件-2`.
std::string page_label(const std::vector<paint::PageLabels>& labels, std::size_t page);

// The structure as custom tags: its elements in reading order, each with the objects that show it; page furniture is in
// none.
//
//   <gw:H1><ofd:ObjectRef PageRef="1">105</ofd:ObjectRef></gw:H1>
//
// The names are those of the roles of PDF. What a file in PDF says of a cell or a figure is an attribute here:
//   Lang       the language, where it differs
//   Alt        what a figure shows
//   Expansion  of an abbreviation
//   Scope, RowSpan, ColSpan  of cells
// OFD leaves the content of tags to whoever writes them: the standard fixes only their list and the references to
// objects.

/// Tag_Structure.xml. `objects` are by page.
std::string structure_tags(const paint::StructureTree& tree, const std::vector<ContentObjects>& objects,
                           const std::vector<Identifier>& pages);

// The parts of an official document as custom tags, each with the objects that show it.
//
//   <gw:公文><gw:发文字号><ofd:ObjectRef PageRef="1">105</ofd:ObjectRef></gw:发文字号></gw:公文>
//
// The names are those of GB/T 9704-2012, clause 7.

/// Tag_Official.xml; empty where the document has no such parts. `objects` are by page.
std::string official_tags(const paint::PaintedDocument& document, const std::vector<OfficialObjects>& objects,
                          const std::vector<Identifier>& pages);

// Where seals go, for `gongwen sign`: the file has no fields, so that a program must know the place.
//
//   <gw:places><gw:place Name="seal" PageRef="1" Boundary="99 179 42 42"/></gw:places>

/// Tag_SealPlaces.xml.
std::string seal_place_tags(const paint::PaintedDocument& document, const std::vector<OfdSealPlace>& places,
                            const std::vector<Identifier>& pages);

/// `<ofd:CustomDatas>`: what catalogues of documents ask for, and the PDF with the same pages; empty without any.
std::string custom_datas(const paint::DocumentInformation& information, std::string_view pdf_sha256);

}  // namespace gongwen::ofd
