// StructureWriter: writes the structure tree (ISO 32000-1 section 14.7) and the parent tree, which leads from content
// back to elements.
#pragma once

#include "paint/display_list.h"
#include "pdf/syntax/detail/file_writer.h"

#include <set>
#include <string>
#include <vector>

namespace gongwen::pdf {

/// Objects that structure elements refer to; written by others.
struct StructureContext {
  const std::vector<ObjectNumber>& pages;
  /// By page and by the number of the link on it.
  const std::vector<std::vector<ObjectNumber>>& link_annotations;
  /// By page and by the number of the field on it.
  const std::vector<std::vector<ObjectNumber>>& widgets;
};

class StructureWriter {
 public:
  StructureWriter(const paint::PaintedDocument& document, FileWriter& file);

  /// Object number of the structure tree's root, known before it is written.
  ObjectNumber root() const { return root_; }
  /// Keys into the parent tree (section 14.7.4.4): of a page's content, of a link, of a field. Pages without content
  /// have none.
  std::optional<std::size_t> page_key(std::size_t page) const;
  std::size_t link_key(std::size_t page, std::size_t link) const { return link_keys_[page][link]; }

  std::size_t field_key(std::size_t page, std::size_t field) const { return field_keys_[page][field]; }

  /// Registers a form XObject that contains marked content of a page: readers find its elements through the form.
  /// Returns the form's key in the parent tree.
  std::size_t add_form(std::size_t page, ObjectNumber form, const std::vector<std::uint32_t>& contents);
  /// The same for a stream of an imported page, which numbers its contents itself, from 0: they are those of the page
  /// from `first` on.
  std::size_t add_stream(std::size_t page, ObjectNumber stream, std::uint32_t first, std::uint32_t count);

  void write(const StructureContext& context);

 private:
  /// The elements that own content.
  struct Owners {
    std::vector<std::vector<paint::ElementId>> by_page;                    // by page and number of the content on it
    std::vector<std::pair<std::size_t, paint::ElementId>> of_annotations;  // by key, ascending
  };

  void number_elements();
  ObjectNumber number_of(paint::ElementId id) const { return numbers_[id.index()]; }
  void write_leaves(const StructureContext& context);
  std::string element_body(paint::ElementId id, const StructureContext& context);
  std::string kids(const paint::StructureElement& element, std::optional<std::uint32_t> own_page,
                   const StructureContext& context) const;
  void add_figure_box(const paint::StructureElement& element, DictionaryWriter& attribute) const;
  ObjectNumber attributes(const paint::StructureElement& element);
  Owners find_owners() const;
  std::string owner_list(std::size_t page, std::size_t first, std::size_t count, const Owners& owners) const;
  void write_page_list(std::size_t page, const Owners& owners);
  void write_parent_tree(const Owners& owners);
  ObjectNumber write_identifiers();

  const paint::PaintedDocument& document_;
  FileWriter& file_;
  ObjectNumber root_;
  ObjectNumber parent_tree_;
  std::vector<ObjectNumber> numbers_;  // of the elements
  std::size_t leaf_count_ = 0;
  std::vector<ObjectNumber> page_lists_;  // a page's list in the parent tree
  std::vector<std::vector<std::size_t>> link_keys_;
  std::vector<std::vector<std::size_t>> field_keys_;
  std::map<std::string, ObjectNumber> shared_attributes_;
  std::set<paint::ElementId> named_headers_;  // header cells that other cells refer to
  std::size_t next_key_ = 0;                  // in the parent tree
  /// Contents outside of the page's own stream. `count` is 0 if they are numbered with those of the page.
  struct FormContents {
    std::size_t page = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  struct FormPlace {
    ObjectNumber form;
    std::uint32_t first = 0;  // number of the page's content that is 0 in the form
  };
  std::vector<FormContents> form_contents_;                             // in the order of their keys
  std::map<std::pair<std::uint32_t, std::uint32_t>, FormPlace> forms_;  // by page and number of the content
};

}  // namespace gongwen::pdf
