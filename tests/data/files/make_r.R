# Makes the files of R beside this script: Rscript make_r.R (R 4.2, haven 2.5).
items <- data.frame(
  id = c("a", "b", "c", "d", "é"),
  score = c(1.5, NA, 3, 4.25, 5),
  count = c(1L, 2L, NA, 4L, 5L),
  sex = factor(c("f", "m", NA, "f", "m")),
  pain = factor(c("none", "some", "much", "some", NA), levels = c("none", "some", "much"), ordered = TRUE),
  day = as.Date("2024-01-01") + 0:4,
  seen = as.POSIXct("2024-01-01 10:00:00", tz = "UTC") + 3600 * (0:4),
  yes = c(TRUE, FALSE, NA, TRUE, TRUE)
)
attr(items$score, "label") <- "Outcome score"
items$wai <- haven::labelled_spss(c(1, 2, 99, 4, 5), c(never = 1, "no answer" = 99), na_values = 99, label = "WAI 1")
items$run <- 1:5
saveRDS(items, "items.rds")
saveRDS(items, "items_v2.rds", version = 2, compress = "xz")
saveRDS(items, "items_plain.rds", compress = FALSE)
twice <- function(x) { for (i in 1:10) x <- x + i; x }
twice <- compiler::cmpfun(twice)
other <- data.frame(x = 1:3, y = c(2, 4, 6.5))
model <- lm(y ~ x, other)
setting <- list(a = 1, b = "c")
here <- new.env()
save(twice, setting, here, model, items, other, file = "workspace.RData")
save(other, file = "bzip.RData", compress = "bzip2")
saveRDS(list(first = other, second = items), "list.rds")
saveRDS(1:3, "vector.rds")
saveRDS(cor(data.frame(a = c(1, 2, 3, 5), b = c(2, 1, 4, 6), c = c(1, 1, 2, 0))), "matrix.rds")
