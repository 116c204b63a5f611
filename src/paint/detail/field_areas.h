// Computes the areas in which a form's controls can be filled in. A control gets all the room that its cell leaves:
// people write into the cell, not into the width of the value that the layout happened to show there.
#pragma once

#include "forms/field_model.h"
#include "layout/core/context.h"
#include "layout/core/fragment.h"
#include "paint/display_list.h"

#include <unordered_map>

namespace gongwen::paint {

/// Finds the controls of a form by their elements; finds none if forms are not to be filled in.
class FieldControls {
 public:
  struct Place {
    const forms::FieldModel* model = nullptr;
    std::uint32_t field = 0;
    std::uint32_t control = 0;

    const forms::Field& entry() const { return model->fields[field]; }
    const forms::FieldControl& shown() const { return entry().controls[control]; }
  };

  explicit FieldControls(const forms::FieldModel* fields);

  bool any() const { return !places_.empty(); }
  /// The control that a fragment belongs to; null for other fragments.
  const Place* find(const layout::Fragment& fragment, const layout::LayoutContext& context) const;

 private:
  std::unordered_map<std::uint32_t, Place> places_;  // by element
};

/// Rectangles on the page, in px, by the control's element.
using FieldRects = std::unordered_map<std::uint32_t, Rect>;

/// The room of each control in a cell. It extends to whatever else is drawn beside, above and below the control,
/// otherwise to the edges of the cell. Tick boxes keep their own size. Cells of nested tables are handled on their own.
FieldRects rects_in_cell(const layout::Fragment& cell, Point position, const FieldControls& controls,
                         const layout::LayoutContext& context);

/// The field area of a control that has this room. `fragment` is the control's first fragment on its page.
/// Reports: forms/field-without-room.
FieldArea field_area(const FieldControls::Place& place, const Rect& room, const layout::Fragment& fragment,
                     const layout::LayoutContext& context);

/// Paints the lines between the cells of a comb: viewers do not draw them.
void paint_comb(const FieldArea& area, std::vector<DisplayItem>& items);

}  // namespace gongwen::paint
