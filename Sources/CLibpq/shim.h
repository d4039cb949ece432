#pragma once
#include <libpq-fe.h>
// A thread that sleeps on a socket is woken through an eventfd.
#include <sys/eventfd.h>
