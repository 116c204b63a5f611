// Where the controls of a form can be filled in. A control has the room that its cell leaves it: a person who fills in
// a form writes into the cell, not into the width of the value that happened to be there before.
#pragma once

#include "forms/field_model.h"
#include "layout/core/context.h"
#include "layout/core/fragment.h"
#include "paint/display_list.h"

#include <unordered_map>

namespace gongwen::paint {

/// The controls of a form by their elements; none where forms are not to be filled in.
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
  /// The control that a fragment belongs to; null for all other fragments.
  const Place* find(const layout::Fragment& fragment, const layout::LayoutContext& context) const;

 private:
  std::unordered_map<std::uint32_t, Place> places_;  // by element
};

/// On the page, in px; by the element of the control.
using FieldRects = std::unordered_map<std::uint32_t, Rect>;

/// The room that each control in a cell has: up to what else is drawn beside, above and below it, otherwise to the
/// cell's edges. Boxes to tick keep their own size. Tables within the cell have their own cells.
FieldRects rects_in_cell(const layout::Fragment& cell, Point position, const FieldControls& controls,
                         const layout::LayoutContext& context);

/// The area of a control with this room; `fragment` is the first of the control on its page.
/// Reports: forms/field-without-room.
FieldArea field_area(const FieldControls::Place& place, const Rect& room, const layout::Fragment& fragment,
                     const layout::LayoutContext& context);

/// The lines between the characters of a comb; viewers do not draw them.
void paint_comb(const FieldArea& area, std::vector<DisplayItem>& items);

}  // namespace gongwen::paint
