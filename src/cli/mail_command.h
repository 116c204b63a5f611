// The command `mail`: tries the settings of a service's mail, lists it, and sends or cancels single mails.
#pragma once

#include "cli/command.h"

#include <memory>

namespace gongwen::cli {

std::unique_ptr<Command> make_mail_command();

}  // namespace gongwen::cli
