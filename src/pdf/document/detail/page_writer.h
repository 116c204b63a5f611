// Writes pages with their links, and the document outline.
#pragma once

#include "paint/display_list.h"
#include "paint/font_usage.h"
#include "pdf/document/detail/drawing_writer.h"
#include "pdf/document/detail/structure_writer.h"
#include "pdf/syntax/detail/file_writer.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::pdf {

// The document outline (ISO 32000-1 section 12.3.3).

/// Adds a destination such as `/Dest[9 0 R/XYZ 0 670 null]` to a dictionary.
void add_destination(const paint::Destination& destination, const std::vector<ObjectNumber>& pages,
                     const std::vector<paint::PageDisplay>& displays, DictionaryWriter& dictionary);

/// Writes all outline items. Returns the outline's root, or no number if there are no items.
ObjectNumber write_outline(const paint::PaintedDocument& document, const std::vector<ObjectNumber>& pages,
                           FileWriter& file);

// Pages and the links on them (ISO 32000-1 sections 7.7.3 and 12.5.6.5).

struct PageWriterContext {
  const paint::PaintedDocument& document;
  const paint::FontUsage& usage;
  const std::map<text::FaceId, ObjectNumber>& fonts;
  StructureWriter& structure;
  ImageWriter& images;
  const std::vector<ObjectNumber>& pages;
  const std::vector<std::vector<ObjectNumber>>& link_annotations;
  const std::vector<std::vector<ObjectNumber>>& widgets;
  ObjectNumber page_tree;
  // resource dictionaries that are already written, by content: equal ones share an object
  std::map<std::string, ObjectNumber>& resources;
};

void write_page(std::size_t index, const PageWriterContext& context, FileWriter& file);

}  // namespace gongwen::pdf
