"""`python -m benchmarks`: every measurement there is."""

from benchmarks.validate import main

if __name__ == "__main__":
    main()
