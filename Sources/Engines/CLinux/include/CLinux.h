/// What Swift cannot say to Linux by itself: calls that are macros or take a variable number of arguments, control
/// messages, and code that runs between fork and exec.
///
/// Contract: every function returns a value or -errno, and none keeps state from one call to the next. (The one
/// exception, the signal handlers of `lx_program_run`, is named there.) Descriptors are opened close-on-exec.
#ifndef CLINUX_H
#define CLINUX_H

#include "clinux_descriptors.h"
#include "clinux_events.h"
#include "clinux_files.h"
#include "clinux_interfaces.h"
#include "clinux_io.h"
#include "clinux_namespaces.h"
#include "clinux_sandbox.h"
#include "clinux_sockets.h"

#endif
