#pragma once
#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

// libmicrohttpd's set-up and inspection functions are variadic, which Swift cannot call.

/// What a daemon is started with; it must live as long as the daemon.
struct bina_mhd_settings {
    void *context;
    const char *address;
    uint16_t port;
    unsigned int threads;
    unsigned int connections;
    unsigned int connections_per_address;
    unsigned int idle_seconds;
    size_t connection_memory;
    MHD_AccessHandlerCallback access;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void (*log)(void *context, const char *message);
};

static inline void bina_mhd_log(void *settings, const char *format, va_list arguments) {
    char message[512];
    struct bina_mhd_settings *s = (struct bina_mhd_settings *)settings;
    vsnprintf(message, sizeof message, format, arguments);
    s->log(s->context, message);
}

/// Leaves escapes as they came: libmicrohttpd would hand a decoded NUL on as the end of a C string.
static inline size_t bina_mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

// Version 0.9 is told to be lenient because MHDHead.swift checks more strictly, and answers with problem details, what
// this version would answer with a head sent twice (a missing Host) or not at all (a space in the target). Later
// versions lay a request out differently in memory, so there the library's own strictness has to do.
#if MHD_VERSION >= 0x00097701
#define BINA_MHD_STRICTNESS MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1
static inline int bina_mhd_keeps_layout(void) { return 0; }
#else
#define BINA_MHD_STRICTNESS MHD_OPTION_STRICT_FOR_CLIENT, 0
static inline int bina_mhd_keeps_layout(void) { return 1; }
#endif

/// NULL when the address is not numeric or cannot be bound.
static inline struct MHD_Daemon *bina_mhd_start(struct bina_mhd_settings *s) {
    struct sockaddr_storage address;
    struct sockaddr_in *v4 = (struct sockaddr_in *)&address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address;
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    memset(&address, 0, sizeof address);
    if (1 == inet_pton(AF_INET, s->address, &v4->sin_addr)) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(s->port);
    } else if (1 == inet_pton(AF_INET6, s->address, &v6->sin6_addr)) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(s->port);
        flags |= MHD_USE_IPv6;
    } else {
        return NULL;
    }
    // Without MHD_OPTION_LISTENING_ADDRESS_REUSE: libmicrohttpd then sets SO_REUSEADDR, so that a restarted process gets
    // its port although connections of its predecessor linger in TIME_WAIT; a port that is in use is still refused.
    return MHD_start_daemon(
        flags, s->port, NULL, NULL, s->access, s->context,
        MHD_OPTION_EXTERNAL_LOGGER, &bina_mhd_log, (void *)s,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_THREAD_POOL_SIZE, s->threads,
        MHD_OPTION_CONNECTION_LIMIT, s->connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, s->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->connection_memory,
        BINA_MHD_STRICTNESS,
        MHD_OPTION_UNESCAPE_CALLBACK, &bina_mhd_keep_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, s->completed, s->context,
        MHD_OPTION_NOTIFY_CONNECTION, s->connection, s->context,
        MHD_OPTION_END);
}

static inline uint16_t bina_mhd_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return NULL == info ? 0 : info->port;
}

static inline int bina_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return NULL == info ? -1 : info->connect_fd;
}

static inline void *bina_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return NULL == info ? NULL : info->socket_context;
}

/// Writes the client's numeric address as a C string of at most INET6_ADDRSTRLEN bytes; empty when it is unknown.
static inline void bina_mhd_peer(struct MHD_Connection *connection, char *text) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    text[0] = 0;
    if (NULL == info || NULL == info->client_addr) return;
    if (AF_INET == info->client_addr->sa_family)
        inet_ntop(AF_INET, &((struct sockaddr_in *)info->client_addr)->sin_addr, text, INET6_ADDRSTRLEN);
    else if (AF_INET6 == info->client_addr->sa_family)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)info->client_addr)->sin6_addr, text, INET6_ADDRSTRLEN);
}
