// What may stand in what: the content models of HTML (sections 3.2.5 and 4.9), narrowed to what documents need.
#pragma once

#include "dom/detail/element_name.h"

namespace gongwen::dom {

/// `holder` is never Transparent: the caller gives the content of the nearest ancestor that is not.
bool may_contain(Content holder, ElementName child);

/// Whether text that is not white space may stand in it.
bool may_contain_text(Content holder);

/// Whether white space in it means nothing and is dropped.
bool drops_white_space(Content holder);

}  // namespace gongwen::dom
