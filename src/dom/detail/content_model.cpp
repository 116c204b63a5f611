#include "dom/detail/element_name.h"

namespace gongwen::dom {
namespace {

bool is_flow(Category category) { return category == Category::Flow || category == Category::Phrasing; }

}  // namespace

bool may_contain(Content holder, ElementName child) {
  const Category category = category_of(child);
  if (category == Category::Anywhere) return holder != Content::Void;
  switch (holder) {
    case Content::Root: return child == ElementName::Head || child == ElementName::Body;
    case Content::Metadata: return category == Category::Metadata;
    case Content::Flow: return is_flow(category);
    case Content::Phrasing: return category == Category::Phrasing;
    case Content::List: return category == Category::ListItem;
    case Content::DefinitionList: return category == Category::DefinitionPart || child == ElementName::Div;
    case Content::DefinitionGroup: return category == Category::DefinitionPart;
    case Content::Table: return category == Category::TablePart;
    case Content::ColumnGroup: return category == Category::Column;
    case Content::RowGroup: return category == Category::Row;
    case Content::Row: return category == Category::Cell;
    case Content::Ruby: return category == Category::Phrasing || category == Category::RubyPart;
    case Content::RubyTexts:
      return category == Category::Phrasing || child == ElementName::Rt || child == ElementName::Rp;
    case Content::Options: return category == Category::Option;
    case Content::Graphic:
      return is_graphic(child) || child == ElementName::A || child == ElementName::Title || child == ElementName::Style;
    case Content::Anything: return true;
    case Content::Transparent:
    case Content::Text:
    case Content::RawText:
    case Content::Void: return false;
  }
  return false;
}

bool may_contain_text(Content holder) {
  switch (holder) {
    case Content::Flow:
    case Content::Phrasing:
    case Content::Ruby:
    case Content::RubyTexts:
    case Content::Graphic:
    case Content::Text:
    case Content::RawText:
    case Content::Anything: return true;
    case Content::Root:
    case Content::Metadata:
    case Content::Transparent:
    case Content::List:
    case Content::DefinitionList:
    case Content::DefinitionGroup:
    case Content::Table:
    case Content::ColumnGroup:
    case Content::RowGroup:
    case Content::Row:
    case Content::Options:
    case Content::Void: return false;
  }
  return false;
}

bool drops_white_space(Content holder) { return !may_contain_text(holder); }

}  // namespace gongwen::dom
