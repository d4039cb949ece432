/// National holidays (N) and *cuti bersama* (C) of the joint ministerial decrees for 2024 to 2026.
///
/// 2026 follows SKB 1497/2, 5/2025; 2025 includes 2025-08-18, which a later decree added. Election days are not listed.
/// Data, not law: a tenant's profile may add to it or replace it.
package enum IndonesianHolidays {
    package static let known: [Holiday] = list.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let date = CalendarDate(String(parts[0])) else { return nil }
        return Holiday(date: date, name: String(parts[2]), kind: parts[1] == "C" ? .collectiveLeave : .national)
    }

    private static let list = """
        2024-01-01 N Tahun Baru 2024 Masehi
        2024-02-08 N Isra Mikraj Nabi Muhammad S.A.W.
        2024-02-09 C Cuti Bersama Tahun Baru Imlek 2575 Kongzili
        2024-02-10 N Tahun Baru Imlek 2575 Kongzili
        2024-03-11 N Hari Suci Nyepi (Tahun Baru Saka 1946)
        2024-03-12 C Cuti Bersama Hari Suci Nyepi (Tahun Baru Saka 1946)
        2024-03-29 N Wafat Yesus Kristus
        2024-03-31 N Hari Paskah (Kebangkitan Yesus Kristus)
        2024-04-08 C Cuti Bersama Hari Raya Idul Fitri 1445 Hijriyah
        2024-04-09 C Cuti Bersama Hari Raya Idul Fitri 1445 Hijriyah
        2024-04-10 N Hari Raya Idul Fitri 1445 Hijriyah
        2024-04-11 N Hari Raya Idul Fitri 1445 Hijriyah
        2024-04-12 C Cuti Bersama Hari Raya Idul Fitri 1445 Hijriyah
        2024-04-15 C Cuti Bersama Hari Raya Idul Fitri 1445 Hijriyah
        2024-05-01 N Hari Buruh Internasional
        2024-05-09 N Kenaikan Yesus Kristus
        2024-05-10 C Cuti Bersama Kenaikan Yesus Kristus
        2024-05-23 N Hari Raya Waisak 2568 BE
        2024-05-24 C Cuti Bersama Hari Raya Waisak 2568 BE
        2024-06-01 N Hari Lahir Pancasila
        2024-06-17 N Hari Raya Idul Adha 1445 Hijriyah
        2024-06-18 C Cuti Bersama Hari Raya Idul Adha 1445 Hijriyah
        2024-07-07 N 1 Muharam Tahun Baru Islam 1446 Hijriyah
        2024-08-17 N Hari Proklamasi Kemerdekaan R.I. Ke-79
        2024-09-16 N Maulid Nabi Muhammad S.A.W.
        2024-12-25 N Kelahiran Yesus Kristus (Natal)
        2024-12-26 C Cuti Bersama Kelahiran Yesus Kristus (Natal)
        2025-01-01 N Tahun Baru 2025 Masehi
        2025-01-27 N Isra Mikraj Nabi Muhammad S.A.W.
        2025-01-28 C Cuti Bersama Tahun Baru Imlek
        2025-01-29 N Tahun Baru Imlek 2576 Kongzili
        2025-03-28 C Cuti Bersama Hari Suci Nyepi
        2025-03-29 N Hari Suci Nyepi (Tahun Baru Saka 1947)
        2025-03-31 N Hari Raya Idul Fitri 1446 Hijriyah
        2025-04-01 N Hari Raya Idul Fitri 1446 Hijriyah
        2025-04-02 C Cuti Bersama Hari Raya Idul Fitri
        2025-04-03 C Cuti Bersama Hari Raya Idul Fitri
        2025-04-04 C Cuti Bersama Hari Raya Idul Fitri
        2025-04-07 C Cuti Bersama Hari Raya Idul Fitri
        2025-04-18 N Wafat Yesus Kristus
        2025-04-20 N Hari Paskah (Kebangkitan Yesus Kristus)
        2025-05-01 N Hari Buruh Internasional
        2025-05-12 N Hari Raya Waisak 2569 BE
        2025-05-13 C Cuti Bersama Hari Raya Waisak
        2025-05-29 N Kenaikan Yesus Kristus
        2025-05-30 C Cuti Bersama Kenaikan Yesus Kristus
        2025-06-01 N Hari Lahir Pancasila
        2025-06-06 N Hari Raya Idul Adha 1446 Hijriyah
        2025-06-09 C Cuti Bersama Hari Raya Idul Adha 1446 Hijriyah
        2025-06-27 N 1 Muharam Tahun Baru Islam 1447 Hijriyah
        2025-08-17 N Hari Proklamasi Kemerdekaan R.I. Ke-80
        2025-08-18 C Cuti Bersama Hari Kemerdekaan Republik Indonesia
        2025-09-05 N Maulid Nabi Muhammad S.A.W.
        2025-12-25 N Kelahiran Yesus Kristus (Natal)
        2025-12-26 C Cuti Bersama Kelahiran Yesus Kristus (Natal)
        2026-01-01 N Tahun Baru 2026 Masehi
        2026-01-16 N Isra Mikraj Nabi Muhammad SAW
        2026-02-16 C Cuti Bersama Tahun Baru Imlek 2577 Kongzili
        2026-02-17 N Tahun Baru Imlek 2577 Kongzili
        2026-03-18 C Cuti Bersama Hari Suci Nyepi
        2026-03-19 N Hari Suci Nyepi (Tahun Baru Saka 1948)
        2026-03-20 C Cuti Bersama Hari Raya Idul Fitri 1447 H
        2026-03-21 N Hari Raya Idul Fitri 1447 H
        2026-03-22 N Hari Raya Idul Fitri 1447 H
        2026-03-23 C Cuti Bersama Hari Raya Idul Fitri 1447 H
        2026-03-24 C Cuti Bersama Hari Raya Idul Fitri 1447 H
        2026-04-03 N Wafat Yesus Kristus
        2026-04-05 N Hari Kebangkitan Yesus Kristus (Paskah)
        2026-05-01 N Hari Buruh Internasional
        2026-05-14 N Kenaikan Yesus Kristus
        2026-05-15 C Cuti Bersama Kenaikan Yesus Kristus
        2026-05-27 N Hari Raya Idul Adha 1447 H
        2026-05-28 C Cuti Bersama Hari Raya Idul Adha 1447 H
        2026-05-31 N Hari Raya Waisak 2570 BE
        2026-06-01 N Hari Lahir Pancasila
        2026-06-16 N Tahun Baru Islam 1448 H (1 Muharam)
        2026-08-17 N Hari Proklamasi Kemerdekaan RI
        2026-08-25 N Maulid Nabi Muhammad SAW
        2026-12-24 C Cuti Bersama Kelahiran Yesus Kristus
        2026-12-25 N Kelahiran Yesus Kristus
        """
}
